package io.howdah.mount.config;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Where mounts, write caches and workers have their places.
 *
 * @param repository directory of the repository whose backups are mounted; only read
 * @param mountRoot mount points are made below it; made with mode 0755
 * @param writeCacheRoot write caches are made below it; made with mode 0711. Its file system has to keep written zeros,
 *     extended attributes and holes: ext4, XFS or btrfs.
 * @param writeCacheMinimum free bytes below which no mount is made
 * @param runDirectory control sockets, specifications and logs of the workers; made with mode 0700. Its path and a
 *     mount's id share the 107 bytes of a socket address.
 * @param worker how workers run
 */
@Validated
@ConfigurationProperties("howdah.mount")
public record MountProperties(
        @NotNull Path repository,
        @DefaultValue("/run/media/howdah") Path mountRoot,
        @DefaultValue("/var/tmp/howdah") Path writeCacheRoot,
        @DefaultValue("256MB") DataSize writeCacheMinimum,
        @DefaultValue("/run/howdah") Path runDirectory,
        @DefaultValue @Valid WorkerProperties worker) {

    public MountProperties {
        repository = absolute(repository);
        mountRoot = absolute(mountRoot);
        writeCacheRoot = absolute(writeCacheRoot);
        runDirectory = absolute(runDirectory);
    }

    private static Path absolute(Path path) {
        return path.toAbsolutePath().normalize();
    }
}
