package io.howdah.mover.catalog;

import io.howdah.mover.MoverProperties;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/**
 * Keeps a mover from being called ready when it cannot reach the repository, as when its file system is not mounted.
 */
@Component
class RepositoryHealthIndicator implements HealthIndicator {

    private static final String MARK = "repository.json";

    private final Path directory;

    RepositoryHealthIndicator(MoverProperties properties) {
        this.directory = properties.repository().toAbsolutePath().normalize();
    }

    @Override
    public Health health() {
        try {
            Files.readAllBytes(directory.resolve(MARK));
        } catch (IOException e) {
            return down("cannot be read: " + e);
        }
        return Files.isWritable(directory)
                ? Health.up().build()
                : down("cannot be written to by " + System.getProperty("user.name"));
    }

    private Health down(String why) {
        return Health.down()
                .withDetail("code", "REPOSITORY_UNREACHABLE")
                .withDetail("detail", "the repository " + directory + " " + why)
                .withDetail("hint", "see that its file system is mounted and belongs to the user that runs mover-svc")
                .build();
    }
}
