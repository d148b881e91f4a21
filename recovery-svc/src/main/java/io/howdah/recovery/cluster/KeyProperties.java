package io.howdah.recovery.cluster;

import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * Where the key is that passwords are encrypted with.
 *
 * @param keyFile made at first start, mode 0600. Without it the stored passwords are lost, so it has no default that
 *     could be overlooked.
 */
@Validated
@ConfigurationProperties("howdah")
record KeyProperties(@NotNull Path keyFile) {}
