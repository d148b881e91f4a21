package io.howdah.gateway.recovery;

import io.howdah.gateway.GatewayProperties;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** Keeps a gateway from being called ready while recovery-svc, from which all it serves comes, is not. */
@Component
class RecoveryHealthIndicator implements HealthIndicator {

    /** Less than who asks for our health waits. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final List<URI> readiness;

    RecoveryHealthIndicator(GatewayProperties properties) {
        this.readiness = properties.recoveryUrls().stream()
                .map(url -> url.resolve("/actuator/health/readiness"))
                .toList();
    }

    /** One is enough. */
    @Override
    public Health health() {
        List<String> failures = new ArrayList<>();
        for (URI url : readiness) {
            try {
                int status = status(url);
                if (status == HttpStatus.OK.value()) {
                    return Health.up().build();
                }
                failures.add(url.getAuthority() + " answers " + status);
            } catch (IOException e) {
                failures.add(url.getAuthority() + ": " + e.getMessage());
            }
        }
        return Health.down()
                .withDetail("code", "RECOVERY_SVC_UNAVAILABLE")
                .withDetail("detail", "recovery-svc is not ready: " + String.join("; ", failures))
                .withDetail("hint", "see that it runs ('howdah status') and what its log says")
                .build();
    }

    private static int status(URI url) throws IOException {
        var connection = (HttpURLConnection) url.toURL().openConnection();
        connection.setConnectTimeout(Math.toIntExact(PATIENCE.toMillis()));
        connection.setReadTimeout(Math.toIntExact(PATIENCE.toMillis()));
        try {
            return connection.getResponseCode();
        } finally {
            connection.disconnect();
        }
    }
}
