package io.howdah.recovery.agent;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.retry.RetryRegistry;
import io.howdah.openapi.secret.SecretProperties;
import jakarta.validation.Validation;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

/** The agents as recovery-svc calls them, with a WireMock in their place and little patience. */
final class TestAgents implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(30);

    /** For answers that come much later than this, or never. */
    static final Duration IMPATIENCE = Duration.ofMillis(300);

    static final Duration BREAKER_OPEN = Duration.ofMillis(300);
    static final int ATTEMPTS = 3;
    static final int BREAKER_CALLS = 10;

    final WireMockServer server =
            new WireMockServer(WireMockConfiguration.options().dynamicPort().bindAddress("127.0.0.1"));
    private final Path home;

    TestAgents(Path home) {
        this.home = home;
        server.start();
    }

    /** With circuit breakers that have seen nothing yet. */
    Agents fresh() {
        return fresh(PATIENCE);
    }

    Agents fresh(Duration readTimeout) {
        return fresh(readTimeout, BREAKER_OPEN);
    }

    Agents fresh(Duration readTimeout, Duration breakerOpen) {
        var properties = new AgentProperties(
                PATIENCE, readTimeout, readTimeout, ATTEMPTS, Duration.ofMillis(5), BREAKER_CALLS, 60, breakerOpen);
        return new Agents(
                properties,
                new SecretProperties(home.resolve("secret")),
                CircuitBreakerRegistry.ofDefaults(),
                RetryRegistry.ofDefaults(),
                Validation.buildDefaultValidatorFactory().getValidator());
    }

    URI url() {
        return URI.create(server.baseUrl());
    }

    @Override
    public void close() {
        server.stop();
    }
}
