package io.howdah.recovery.agent;

import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.RetryConfig;
import io.github.resilience4j.retry.RetryRegistry;
import io.howdah.openapi.secret.SecretFile;
import io.howdah.openapi.secret.SecretProperties;
import jakarta.validation.Validator;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import org.springframework.stereotype.Component;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The agents by their address; each has its own circuit breaker. */
@Component
public class Agents {

    private final AgentProperties properties;
    private final HttpClient http;
    private final String secret;
    private final JsonMapper json;
    private final CircuitBreakerRegistry breakers;
    private final RetryRegistry retries;
    private final Validator validator;
    private final CircuitBreakerConfig breakerConfig;
    private final RetryConfig retryConfig;
    private final Map<URI, MountAgent> mountAgents = new ConcurrentHashMap<>();
    private final Map<URI, MoverAgent> moverAgents = new ConcurrentHashMap<>();

    Agents(
            AgentProperties properties,
            SecretProperties secretProperties,
            CircuitBreakerRegistry breakers,
            RetryRegistry retries,
            Validator validator) {
        this.properties = properties;
        this.secret = SecretFile.readOrCreate(secretProperties.secretFile());
        this.breakers = breakers;
        this.retries = retries;
        this.validator = validator;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(properties.connectTimeout())
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .build();
        // A newer agent may say more than we know of; that is no reason not to understand the rest.
        this.json = JsonMapper.builder()
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .changeDefaultPropertyInclusion(inclusion ->
                        inclusion.withValueInclusion(com.fasterxml.jackson.annotation.JsonInclude.Include.NON_NULL))
                .build();
        this.breakerConfig = CircuitBreakerConfig.custom()
                .slidingWindowSize(properties.breakerCalls())
                .minimumNumberOfCalls(Math.max(2, properties.breakerCalls() / 2))
                .failureRateThreshold(properties.breakerFailureRate())
                .waitDurationInOpenState(properties.breakerOpen())
                .permittedNumberOfCallsInHalfOpenState(2)
                .recordException(failure -> failure instanceof AgentUnavailable trouble && trouble.agentFailed())
                .build();
        this.retryConfig = RetryConfig.custom()
                .maxAttempts(properties.attempts())
                .intervalFunction(IntervalFunction.ofExponentialBackoff(properties.firstPause()))
                .retryOnException(failure -> failure instanceof AgentUnavailable trouble && trouble.repeatAtOnce())
                .build();
    }

    public MountAgent mount(URI url) {
        return mountAgents.computeIfAbsent(
                url,
                address -> new MountAgent(
                        calls("mount-svc", address),
                        client(address, properties.readTimeout()),
                        client(address, properties.probeTimeout())));
    }

    public MoverAgent mover(URI url) {
        return moverAgents.computeIfAbsent(
                url,
                address -> new MoverAgent(
                        calls("mover-svc", address),
                        client(address, properties.readTimeout()),
                        client(address, properties.probeTimeout()),
                        new AgentDownload(
                                http, failures("mover-svc", address), address, secret, properties.readTimeout())));
    }

    /** Cuts off the calls under way and makes no more: recovery-svc is about to end. */
    public void abort() {
        http.shutdownNow();
    }

    private AgentCalls calls(String service, URI url) {
        String name = service + " at " + url;
        return new AgentCalls(
                name,
                failures(service, url),
                validator,
                retries.retry(name, retryConfig),
                breakers.circuitBreaker(name, breakerConfig));
    }

    private AgentFailures failures(String service, URI url) {
        return new AgentFailures(service + " at " + url, json);
    }

    private AgentClient client(URI url, Duration readTimeout) {
        return new AgentClient(http, json, url, secret, readTimeout);
    }
}
