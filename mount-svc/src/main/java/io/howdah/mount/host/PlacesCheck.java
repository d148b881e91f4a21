package io.howdah.mount.host;

import io.howdah.mount.config.MountProperties;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** The directories that a mount is made from and in, but for the write cache. */
@Component
@Order(2)
class PlacesCheck implements HostCheck {

    private final MountProperties properties;

    PlacesCheck(MountProperties properties) {
        this.properties = properties;
    }

    @Override
    public List<HostProblem> problems() {
        return Stream.of(
                        repositoryProblem(properties.repository()),
                        directoryProblem(
                                properties.mountRoot(), "rwxr-xr-x", "MOUNT_ROOT_UNUSABLE", "howdah.mount.mount-root"),
                        directoryProblem(
                                properties.runDirectory(),
                                "rwx------",
                                "RUN_DIRECTORY_UNUSABLE",
                                "howdah.mount.run-directory"))
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<HostProblem> repositoryProblem(Path repository) {
        if (Files.isDirectory(repository) && Files.isReadable(repository) && Files.isExecutable(repository)) {
            return Optional.empty();
        }
        return Optional.of(new HostProblem(
                "REPOSITORY_UNREADABLE",
                Files.exists(repository)
                        ? "the repository " + repository + " is not a directory that user " + OsUsers.ownName()
                                + " may read"
                        : "there is no repository at " + repository,
                "set howdah.mount.repository to the directory that mover-svc writes backups to, and let "
                        + OsUsers.ownName() + " read it"));
    }

    private static Optional<HostProblem> directoryProblem(
            Path directory, String permissions, String code, String property) {
        try {
            Directories.ensure(directory, permissions);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(new HostProblem(
                    code,
                    "the directory " + directory + " cannot be used: " + e.getMessage(),
                    "set " + property + " to a directory that user " + OsUsers.ownName() + " may write to"));
        }
    }
}
