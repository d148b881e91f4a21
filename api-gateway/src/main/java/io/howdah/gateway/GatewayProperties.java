package io.howdah.gateway;

import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How the gateway is reached and what it reaches.
 *
 * @param tokenFile holds the users' bearer token; made with mode 0600 at the first start
 * @param recoveryUrl where recovery-svc listens, when there is one
 * @param recoveryUrls where they listen, when several share the work; then recoveryUrl is not used
 * @param probeInterval how often each of several is asked whether it takes work
 * @param connectTimeout how long connecting to recovery-svc may take
 * @param readTimeout how long recovery-svc may take over an answer; event streams are not bound by it
 * @param swaggerUiVersion the release of Swagger UI on the class path, set by the build
 */
@Validated
@ConfigurationProperties("howdah.gateway")
public record GatewayProperties(
        @NotNull Path tokenFile,
        @NotNull URI recoveryUrl,
        @DefaultValue List<URI> recoveryUrls,
        @DefaultValue("1s") Duration probeInterval,
        @DefaultValue("2s") Duration connectTimeout,
        @DefaultValue("30s") Duration readTimeout,
        @NotNull String swaggerUiVersion) {

    public GatewayProperties {
        recoveryUrls = recoveryUrls.isEmpty() ? List.of(recoveryUrl) : List.copyOf(recoveryUrls);
        for (URI url : recoveryUrls) {
            if (url.getHost() == null) {
                throw new IllegalArgumentException(
                        "howdah.gateway.recovery-urls must be like http://127.0.0.1:8081, but one is " + url);
            }
        }
        if (!probeInterval.isPositive()) {
            throw new IllegalArgumentException(
                    "howdah.gateway.probe-interval must be more than 0, but is " + probeInterval);
        }
    }
}
