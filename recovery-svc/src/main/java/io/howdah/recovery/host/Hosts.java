package io.howdah.recovery.host;

import io.howdah.openapi.problem.ProblemException;
import io.howdah.recovery.agent.Agents;
import io.howdah.recovery.agent.MountAgent;
import io.howdah.recovery.agent.MoverAgent;
import io.howdah.recovery.state.State;
import java.net.URI;
import java.util.List;
import java.util.Set;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Service;

/** The hosts there are, and the way to their agents. */
@Service
public class Hosts {

    private static final Set<String> SCHEMES = Set.of("http", "https");

    private final HostRepository rows;
    private final Agents agents;
    private final LocalHostProperties local;
    private final List<HostUse> uses;
    private final State state;

    Hosts(HostRepository rows, Agents agents, LocalHostProperties local, List<HostUse> uses, State state) {
        this.rows = rows;
        this.agents = agents;
        this.local = local;
        this.uses = uses;
        this.state = state;
    }

    /** The mount-svc of the host; 404 HOST_NOT_FOUND when there is no such host. */
    public MountAgent mount(String host) {
        return agents.mount(row(host).mountUrl());
    }

    /** The mover-svc of the host; 404 HOST_NOT_FOUND when there is no such host. */
    public MoverAgent mover(String host) {
        return agents.mover(row(host).moverUrl());
    }

    /** Where the mover-svc of the host is, for other hosts; 404 HOST_NOT_FOUND when there is no such host. */
    public URI moverUrl(String host) {
        return row(host).moverUrl();
    }

    /** Says by 404 HOST_NOT_FOUND that there is no such host. */
    public void require(String host) {
        row(host);
    }

    HostRow row(String host) {
        return state.read(() -> rows.findById(host))
                .orElseThrow(() -> ProblemException.notFound(
                        "HOST_NOT_FOUND", "there is no host " + host, "GET /api/v1/hosts lists those there are"));
    }

    HostRow put(String name, URI mountUrl, URI moverUrl) {
        HostRow row = new HostRow(name, checked("mountUrl", mountUrl), checked("moverUrl", moverUrl));
        if (local.configures(name)) {
            if (!local.mountUrl().equals(mountUrl) || !local.moverUrl().equals(moverUrl)) {
                throw configured(name);
            }
            return row(name);
        }
        return state.change(() -> rows.save(row));
    }

    void delete(String name) {
        if (local.configures(name)) {
            throw configured(name);
        }
        row(name);
        state.change(() -> {
            List<String> users =
                    uses.stream().flatMap(use -> use.usersOf(name).stream()).toList();
            if (!users.isEmpty()) {
                throw ProblemException.conflict(
                        "HOST_IN_USE",
                        "host " + name + " is used by " + String.join(", ", users),
                        "delete these first, or move them to another host");
            }
            rows.deleteById(name);
        });
    }

    private static URI checked(String field, URI url) {
        if (url.getHost() == null || !SCHEMES.contains(url.getScheme()) || url.getUserInfo() != null) {
            throw new ProblemException(
                    HttpStatus.BAD_REQUEST,
                    "INVALID_VALUE",
                    "field " + field + " cannot be " + url,
                    "give an address such as http://db1.example.org:8082");
        }
        return url;
    }

    private static ProblemException configured(String name) {
        return ProblemException.conflict(
                "HOST_CONFIGURED",
                "host " + name + " comes from the configuration and cannot be changed or deleted here",
                "set howdah.recovery.local.* and start recovery-svc again, or register a host of another name");
    }
}
