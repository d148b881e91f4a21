package io.howdah.mover;

import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What all parts of the mover share.
 *
 * @param repository directory of the repository, made at start when absent; default {@code .howdah/repository} below
 *     the working directory
 */
@ConfigurationProperties("howdah.mover")
public record MoverProperties(
        @DefaultValue(".howdah/repository") Path repository) {}
