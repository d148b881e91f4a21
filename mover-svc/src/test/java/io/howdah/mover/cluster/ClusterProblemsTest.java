package io.howdah.mover.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.openapi.problem.ProblemException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterProblemsTest {

    private static final LocalCluster CLUSTER =
            new LocalCluster("main", Path.of("/data"), 5432, Path.of("/run/s"), "postgres", null);

    @Test
    void whereNobodyListensThereIsNoServer() {
        ProblemException problem = problem("08001", new ConnectException("refused"));
        assertThat(problem.code()).isEqualTo("CLUSTER_NOT_RUNNING");
        assertThat(problem.status().value()).isEqualTo(422);
    }

    @Test
    void whoDoesNotAnswerInTimeMayAnswerLater() {
        assertPassing(problem("08001", null));
        assertPassing(problem("08001", new SocketTimeoutException("connect timed out")));
        assertPassing(problem("08006", new IOException("connection reset")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"57P01", "57P02", "57P03"})
    void whoStartsOrStopsIsWaitedFor(String sqlState) {
        assertPassing(problem(sqlState, null));
    }

    private static void assertPassing(ProblemException problem) {
        assertThat(problem.code()).isEqualTo("CLUSTER_NOT_READY");
        assertThat(problem.status().value()).isEqualTo(503);
    }

    private static ProblemException problem(String sqlState, @Nullable Throwable cause) {
        return ClusterProblems.cannotConnect(CLUSTER, new SQLException("no way", sqlState, cause));
    }
}
