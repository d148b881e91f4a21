package io.howdah.mover;

import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What all parts of the mover share.
 *
 * @param repository directory of the repository, made at start when absent; default {@code .howdah/repository} below
 *     the working directory
 * @param repositoryReserve what a backup leaves free of the repository's file system, where the state and the logs of
 *     the services often lie too: it fails with REPOSITORY_FULL rather than take it
 */
@ConfigurationProperties("howdah.mover")
public record MoverProperties(
        @DefaultValue(".howdah/repository") Path repository,
        @DefaultValue("256MB") DataSize repositoryReserve) {}
