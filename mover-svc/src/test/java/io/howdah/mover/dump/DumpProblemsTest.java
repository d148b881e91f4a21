package io.howdah.mover.dump;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DumpProblemsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pg_dump: error: reconnection failed: connection to server on socket \"/run/i/.s.PGSQL.5\" failed:"
                        + " timeout expired; pg_dump: error: a worker process died unexpectedly",
                "pg_dump: error: connection to server on socket \"/run/i/.s.PGSQL.5\" failed: No such file or directory;"
                        + " \tIs the server running locally and accepting connections on that socket?",
                "pg_dump: error: connection to database \"a\" failed: could not connect to server: Connection refused",
                "pg_dump: error: connection to server on socket \"/run/i/.s.PGSQL.5\" failed: FATAL:  the database"
                        + " system is in recovery mode",
                "pg_dump: error: query failed: server closed the connection unexpectedly",
                "pg_dump: error: query failed: FATAL:  terminating connection due to administrator command"
            })
    void aLostConnectionIsAnInterruption(String lastWords) {
        assertThat(DumpProblems.program("pg_dump of database a", lastWords, true)
                        .code())
                .isEqualTo("DUMP_INTERRUPTED");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pg_dump: error: connection to server on socket \"/run/i/.s.PGSQL.5\" failed: FATAL:  role \"x\" does"
                        + " not exist",
                "pg_dump: error: connection to database \"a\" failed: FATAL:  role \"x\" does not exist; pg_dump: it"
                        + " failed: no more",
                "pg_dump: error: query failed: ERROR:  permission denied for table connection to server",
                "it said nothing, exit code 1"
            })
    void whatElseItComplainsAboutIsAFailure(String lastWords) {
        assertThat(DumpProblems.program("pg_dump of database a", lastWords, true)
                        .code())
                .isEqualTo("DUMP_FAILED");
    }
}
