package io.howdah.mover.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.openapi.problem.ProblemException;
import io.howdah.repository.RepositoryException;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackupProblemsTest {

    @ParameterizedTest
    @CsvSource({
        "28P01, SOURCE_LOGIN_FAILED",
        "42501, SOURCE_ROLE_NOT_PERMITTED",
        "3D000, SOURCE_CLUSTER_UNKNOWN",
        "08001, SOURCE_UNREACHABLE",
        "57P03, SOURCE_UNREACHABLE",
        "53400, SOURCE_BUSY",
        "XX000, BACKUP_FAILED"
    })
    void sqlStatesHaveCodes(String sqlState, String code) {
        ProblemException problem = BackupProblems.of("b1", new SQLException("no way", sqlState));
        assertThat(problem.code()).isEqualTo(code);
        assertThat(problem.detail()).contains("b1", "no way", sqlState);
        assertThat(problem.hint()).isNotBlank();
    }

    @Test
    void aFullRepositorySaysSo() {
        RepositoryException full = new RepositoryException(
                RepositoryException.Code.REPOSITORY_FULL, "cannot write x: No space left on device", "free space");
        ProblemException problem = BackupProblems.of("b1", full);
        assertThat(problem.code()).isEqualTo("REPOSITORY_FULL");
        assertThat(problem.status().value()).isEqualTo(507);
    }

    @Test
    void defaults() {
        BackupProperties properties = new BackupProperties(null, Duration.ofSeconds(10), Duration.ofSeconds(60));
        assertThat(properties.workersByDefault())
                .isEqualTo(Math.min(8, Runtime.getRuntime().availableProcessors()));
        assertThat(new BackupProperties(3, Duration.ZERO, Duration.ZERO).workersByDefault())
                .isEqualTo(3);
    }
}
