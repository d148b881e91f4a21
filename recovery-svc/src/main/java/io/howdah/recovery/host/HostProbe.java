package io.howdah.recovery.host;

import io.howdah.openapi.howdah.model.FreeSpace;
import io.howdah.openapi.howdah.model.Host;
import io.howdah.openapi.howdah.model.HostState;
import io.howdah.openapi.howdah.model.PostgresInstallation;
import io.howdah.openapi.mount.model.MountHost;
import io.howdah.openapi.mover.model.MoverHost;
import io.howdah.openapi.problem.ProblemException;
import io.howdah.recovery.agent.Agents;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Looks at a host through both of its agents at once. */
@Component
class HostProbe {

    /** What an agent said, or why it said nothing. */
    private record Answer<T>(@Nullable T value, @Nullable String failure) {}

    private static final Executor VIRTUAL = task -> Thread.ofVirtual().start(task);

    private final Agents agents;

    HostProbe(Agents agents) {
        this.agents = agents;
    }

    Host look(HostRow row) {
        CompletableFuture<Answer<MountHost>> mounting =
                ask(() -> agents.mount(row.mountUrl()).probeHost());
        CompletableFuture<Answer<MoverHost>> moving =
                ask(() -> agents.mover(row.moverUrl()).probeHost());
        return combine(row, mounting.join(), moving.join());
    }

    private static Host combine(HostRow row, Answer<MountHost> mounting, Answer<MoverHost> moving) {
        List<String> reasons = new ArrayList<>();
        List<FreeSpace> space = new ArrayList<>();
        List<PostgresInstallation> installations = new ArrayList<>();
        MoverHost mover = moving.value();
        if (mover == null) {
            reasons.add(String.valueOf(moving.failure()));
        } else {
            mover.getFreeSpace().forEach(free -> space.add(new FreeSpace(free.getPath(), free.getBytes())));
            mover.getPostgresInstallations()
                    .forEach(found ->
                            installations.add(new PostgresInstallation(found.getVersion(), found.getBinDirectory())));
        }
        MountHost mount = mounting.value();
        if (mount == null) {
            reasons.add(String.valueOf(mounting.failure()));
        } else {
            space.add(new FreeSpace(mount.getWriteCacheRoot(), mount.getWriteCacheFreeBytes()));
            mount.getProblems().forEach(problem -> reasons.add(problem.getDetail()));
        }
        HostState state = mover == null && mount == null
                ? HostState.OFFLINE
                : reasons.isEmpty() ? HostState.ONLINE : HostState.DEGRADED;
        Host host = new Host(row.name(), row.mountUrl(), row.moverUrl(), state, installations, space);
        if (!reasons.isEmpty()) {
            host.setStateReason(String.join("; ", reasons));
        }
        return host;
    }

    private static <T> CompletableFuture<Answer<T>> ask(Supplier<T> question) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return new Answer<>(question.get(), null);
                    } catch (ProblemException e) {
                        return new Answer<>(null, e.detail());
                    }
                },
                VIRTUAL);
    }
}
