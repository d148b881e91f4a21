package io.howdah.mount.host;

import java.util.List;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/** Keeps a host without usable FUSE from being called ready, and says why. */
@Component
class FuseHealthIndicator implements HealthIndicator {

    private final FuseCheck fuse;

    FuseHealthIndicator(FuseCheck fuse) {
        this.fuse = fuse;
    }

    @Override
    public Health health() {
        List<HostProblem> problems = fuse.problems();
        if (problems.isEmpty()) {
            return Health.up().build();
        }
        HostProblem first = problems.getFirst();
        return Health.down()
                .withDetail("code", first.code())
                .withDetail("detail", first.detail())
                .withDetail("hint", first.hint())
                .build();
    }
}
