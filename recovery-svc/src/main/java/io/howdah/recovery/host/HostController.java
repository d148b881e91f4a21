package io.howdah.recovery.host;

import io.howdah.openapi.howdah.api.HostsApi;
import io.howdah.openapi.howdah.model.Host;
import io.howdah.openapi.howdah.model.HostList;
import io.howdah.openapi.howdah.model.HostSpec;
import io.howdah.recovery.page.Page;
import io.howdah.recovery.page.Parallel;
import io.howdah.recovery.state.State;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Sort;
import org.springframework.data.jpa.domain.Specification;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RestController;

@RestController
class HostController implements HostsApi {

    private final Hosts hosts;
    private final HostRepository rows;
    private final HostProbe probe;
    private final State state;

    HostController(Hosts hosts, HostRepository rows, HostProbe probe, State state) {
        this.hosts = hosts;
        this.rows = rows;
        this.probe = probe;
        this.state = state;
    }

    @Override
    public ResponseEntity<HostList> listHosts(Integer limit, @Nullable String cursor) {
        var request = new Page.Request("hosts", "name", Sort.Direction.ASC, limit, cursor);
        Page<HostRow> page = state.read(() -> request.of(rows, Specification.unrestricted(), HostRow::name));
        HostList list = new HostList(Parallel.map(page.items(), probe::look));
        list.setNextCursor(page.nextCursor());
        return ResponseEntity.ok(list);
    }

    @Override
    public ResponseEntity<Host> getHost(String host) {
        return ResponseEntity.ok(probe.look(hosts.row(host)));
    }

    @Override
    public ResponseEntity<Host> putHost(String host, HostSpec spec) {
        return ResponseEntity.ok(probe.look(hosts.put(host, spec.getMountUrl(), spec.getMoverUrl())));
    }

    @Override
    public ResponseEntity<Void> deleteHost(String host) {
        hosts.delete(host);
        return ResponseEntity.noContent().build();
    }
}
