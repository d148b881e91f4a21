package io.howdah.mover.dump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.mover.host.TestInstallations;
import io.howdah.openapi.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DumpToolsTest {

    @TempDir
    Path home;

    @Test
    void anOlderProgramIsNotUsed() {
        assertThatThrownBy(() -> tools().forMajor(15)).isInstanceOfSatisfying(ProblemException.class, problem -> {
            assertThat(problem.code()).isEqualTo("PG_DUMP_TOO_OLD");
            assertThat(problem.detail()).contains("PostgreSQL 15 or later");
        });
    }

    @Test
    void theNextNewerStandsInForOneThatIsMissing() throws IOException {
        DumpTools tools = tools();
        TestInstallations.install(home.resolve("16"), "16.1", "pg_dump", "pg_dumpall");
        TestInstallations.install(home.resolve("17"), "17.1", "pg_dump", "pg_dumpall");
        assertThat(tools.forMajor(15).version()).isEqualTo("16.1");
    }

    /** A complete 14, and of 15 the server alone. */
    private DumpTools tools() throws IOException {
        TestInstallations.install(home.resolve("14"), "14.1", "pg_dump", "pg_dumpall");
        TestInstallations.install(home.resolve("15"), "15.1");
        return new DumpTools(
                TestInstallations.of(home.resolve("14"), home.resolve("15"), home.resolve("16"), home.resolve("17")));
    }
}
