package io.howdah.mover.bindump;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/** Keeps a mover from being called ready when nobody can take a backup of its clusters. */
@Component
class BindumpHealthIndicator implements HealthIndicator {

    private final BindumpListener listener;

    BindumpHealthIndicator(BindumpListener listener) {
        this.listener = listener;
    }

    @Override
    public Health health() {
        return listener.isListening()
                ? Health.up().build()
                : Health.down()
                        .withDetail("code", "BINDUMP_NOT_LISTENING")
                        .withDetail("detail", "the bindump listener takes no connections")
                        .withDetail("hint", "look into the log of mover-svc, then start it again")
                        .build();
    }
}
