package io.howdah.gateway;

import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How the gateway is reached and what it reaches.
 *
 * @param tokenFile holds the users' bearer token; made with mode 0600 at the first start
 * @param recoveryUrl where recovery-svc listens
 * @param connectTimeout how long connecting to recovery-svc may take
 * @param readTimeout how long recovery-svc may take over an answer; event streams are not bound by it
 * @param swaggerUiVersion the release of Swagger UI on the class path, set by the build
 */
@Validated
@ConfigurationProperties("howdah.gateway")
public record GatewayProperties(
        @NotNull Path tokenFile,
        @NotNull URI recoveryUrl,
        @DefaultValue("2s") Duration connectTimeout,
        @DefaultValue("30s") Duration readTimeout,
        @NotNull String swaggerUiVersion) {}
