package io.howdah.mover.cluster;

import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * Where secrets at rest get their key from.
 *
 * @param keyFile the AES key, 64 hexadecimal digits; made with mode 0600 at the first start
 */
@Validated
@ConfigurationProperties("howdah")
public record KeyProperties(@NotNull Path keyFile) {}
