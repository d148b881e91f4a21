package io.howdah.mount.mount;

import io.howdah.openapi.mount.model.MountState;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.stereotype.Component;

/** How many mounts there are, by state: {@code howdah.mounts}. */
@Component
class MountMetrics implements MeterBinder {

    private final MountRows rows;

    MountMetrics(MountRows rows) {
        this.rows = rows;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        for (MountState state : MountState.values()) {
            Gauge.builder("howdah.mounts", rows, r -> r.countByState(state))
                    .tag("state", state.name())
                    .description("mounts of this host")
                    .register(registry);
        }
    }
}
