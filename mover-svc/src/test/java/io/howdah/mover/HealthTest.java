package io.howdah.mover;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A mover is ready only with all that it needs, and lives without. */
class HealthTest {

    @Test
    void isNotReadyWithoutTheRepository() throws IOException {
        try (MoverProcess mover = MoverProcess.start(Map.of())) {
            Path repository = mover.home().resolve("repository");
            Path elsewhere = mover.home().resolve("elsewhere");
            Files.move(repository, elsewhere);
            MoverProcess.Answer readiness = mover.get("/actuator/health/readiness");
            assertThat(readiness.status()).isEqualTo(503);
            assertThat(readiness.body().findValuesAsString("code")).containsExactly("REPOSITORY_UNREACHABLE");
            assertLives(mover);

            Files.move(elsewhere, repository);
            assertThat(mover.get("/actuator/health/readiness").status()).isEqualTo(200);
        }
    }

    @Test
    void isNotReadyWithoutItsDatabase() {
        SourceCluster database = SourceCluster.start();
        try (MoverProcess mover = MoverProcess.start(Map.of(
                "SPRING_DATASOURCE_URL",
                "jdbc:postgresql://127.0.0.1:" + database.port() + "/postgres?user=postgres",
                "SPRING_DATASOURCE_HIKARI_CONNECTIONTIMEOUT",
                "1000"))) {
            database.close();
            assertThat(mover.get("/actuator/health/readiness").status()).isEqualTo(503);
            assertLives(mover);
        }
    }

    private static void assertLives(MoverProcess mover) {
        assertThat(mover.get("/actuator/health/liveness").status()).isEqualTo(200);
    }
}
