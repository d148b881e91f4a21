package io.howdah.mover.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.howdah.mover.FreePorts;
import io.howdah.openapi.mover.model.MoverClusterState;
import io.howdah.openapi.problem.ProblemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Against a running cluster. */
class ClusterInspectorTest {

    private static TestCluster running;
    private static String owner;

    private final ClusterInspector inspector = new ClusterInspector(new ClusterConnections());
    private final ClusterProbe probe = new ClusterProbe(new ClusterConnections());

    @BeforeAll
    static void start() throws Exception {
        running = TestCluster.start();
        running.execute("ALTER ROLE postgres PASSWORD 'secret'", "CREATE ROLE plain LOGIN PASSWORD 'secret'");
        owner = Files.getOwner(running.data()).getName();
    }

    @AfterAll
    static void stop() {
        running.close();
    }

    @Test
    void findsWhatItIs() {
        Inspection inspection = inspector.inspect(running.local("main"), owner);
        assertThat(inspection.major()).isEqualTo(15);
        assertThat(inspection.postgresVersion()).startsWith("15.");
        assertThat(inspection.dataChecksums()).isTrue();
        assertThat(inspection.systemIdentifier())
                .isEqualTo(running.value("SELECT system_identifier FROM pg_control_system()"));
        assertThat(inspection.osUser()).isEqualTo(owner);
        assertThat(inspector.inspect(tcp(running.data(), running.port(), "postgres", "secret"), null))
                .isEqualTo(inspection);
        assertThat(probe.probe(running.local("main")).state()).isEqualTo(MoverClusterState.RUNNING);
    }

    @Test
    void saysWhyNot() throws Exception {
        Path data = running.data();
        int port = running.port();
        assertThat(code(tcp(Path.of("/nonexistent"), port, "postgres", "secret")))
                .isEqualTo("NOT_A_DATA_DIRECTORY");
        assertThat(code(tcp(running.home(), port, "postgres", "secret"))).isEqualTo("NOT_A_DATA_DIRECTORY");
        assertThat(code(tcp(data, FreePorts.one(), "postgres", "secret"))).isEqualTo("CLUSTER_NOT_RUNNING");
        assertThat(code(tcp(data, port, "postgres", "wrong"))).isEqualTo("WRONG_PASSWORD");
        assertThat(code(tcp(data, port, "postgres", null))).isEqualTo("WRONG_PASSWORD");
        assertThat(code(tcp(data, port, "nobody", "wrong"))).isEqualTo("WRONG_PASSWORD");
        assertThat(code(tcp(data, port, "plain", "secret"))).isEqualTo("ROLE_NOT_PRIVILEGED");
        assertThat(code(new LocalCluster("main", data, port, running.home(), "nobody", null)))
                .isEqualTo("ACCESS_REFUSED");
        assertThat(code(new LocalCluster("main", data, port, Path.of("/nonexistent"), "postgres", null)))
                .isEqualTo("CLUSTER_NOT_RUNNING");
        Path other =
                Files.createDirectories(running.home().resolve("other/global")).getParent();
        Files.writeString(other.resolve("PG_VERSION"), "15\n");
        Files.writeString(other.resolve("global/pg_control"), "");
        TestCluster.own(other);
        assertThat(code(tcp(other, port, "postgres", "secret"))).isEqualTo("WRONG_DATA_DIRECTORY");
        assertThat(catchThrowableOfType(
                                ProblemException.class, () -> inspector.inspect(running.local("main"), "somebody-else"))
                        .code())
                .isEqualTo("OS_USER_MISMATCH");
    }

    @Test
    void seesThatItStopped() {
        try (TestCluster stopped = TestCluster.start()) {
            stopped.stopServer("immediate");
            ClusterProbe.Result result = probe.probe(stopped.local("main"));
            assertThat(result.state()).isEqualTo(MoverClusterState.STOPPED);
            assertThat(result.reason()).contains("no server answers");
        }
        ClusterProbe.Result refused = probe.probe(tcp(running.data(), running.port(), "postgres", "wrong"));
        assertThat(refused.state()).isEqualTo(MoverClusterState.UNREACHABLE);
        assertThat(refused.reason()).contains("password");
    }

    private String code(LocalCluster cluster) {
        ProblemException problem = catchThrowableOfType(ProblemException.class, () -> inspector.inspect(cluster, null));
        assertThat(problem.hint()).as(problem.detail()).isNotBlank();
        assertThat(problem.code()).as(problem.detail()).doesNotContain("UNREACHABLE");
        return problem.code();
    }

    private static LocalCluster tcp(Path data, int port, String user, @Nullable String password) {
        return new LocalCluster("main", data, port, null, user, password);
    }
}
