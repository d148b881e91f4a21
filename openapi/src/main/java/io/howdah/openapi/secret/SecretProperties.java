package io.howdah.openapi.secret;

import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * What the services of one suite share.
 *
 * @param secretFile holds the suite secret; made at first start, mode 0600. It has no default: a service that is to be
 *     open to all does not start by accident.
 */
@Validated
@ConfigurationProperties("howdah")
public record SecretProperties(@NotNull Path secretFile) {}
