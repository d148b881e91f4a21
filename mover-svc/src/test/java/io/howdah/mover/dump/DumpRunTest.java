package io.howdah.mover.dump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.mover.Programs;
import io.howdah.mover.SourceCluster;
import io.howdah.mover.cluster.ClusterConnections;
import io.howdah.mover.host.PostgresInstallations;
import io.howdah.mover.host.TestInstallations;
import io.howdah.mover.instance.RunningInstances.Running;
import io.howdah.openapi.mover.model.DatabaseDump;
import io.howdah.openapi.mover.model.DumpPart;
import io.howdah.openapi.mover.model.DumpSpec;
import io.howdah.openapi.problem.ProblemException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a pg_dump that fails means depends on what has become of the server. */
class DumpRunTest {

    private static final int MAJOR =
            Integer.parseInt(Programs.BIN.getParent().getFileName().toString());

    @TempDir
    Path home;

    private SourceCluster server;

    @BeforeEach
    void start() throws Exception {
        server = SourceCluster.start();
        TestInstallations.install(home, MAJOR + ".0", "pg_dump", "pg_dumpall");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void ofAServerThatRunsOnItIsAFailure() {
        assertFails("DUMP_FAILED", 1, 1);
    }

    @Test
    void ofOneThatWasStartedAgainItIsAnInterruption() {
        assertFails("DUMP_INTERRUPTED", 1, 2);
    }

    @Test
    void thatCannotReachAServerThatRunsIsAnInterruption() {
        Path socket = server.home().resolve(".s.PGSQL." + server.port());
        assertFails("DUMP_INTERRUPTED", TestInstallations.of(Programs.BIN), () -> Files.delete(socket), 1, 1);
    }

    private void assertFails(String code, long... pids) {
        assertFails(code, TestInstallations.of(home), () -> {}, pids);
    }

    private interface Trouble {
        void make() throws IOException;
    }

    private void assertFails(String code, PostgresInstallations installations, Trouble beforeTheDump, long... pids) {
        Iterator<Long> pid = Arrays.stream(pids).iterator();
        DumpSpec spec = new DumpSpec("i", "postgres", List.of(new DatabaseDump("postgres", "postgres")));
        ClusterConnections connections = new ClusterConnections();
        DumpRun run = new DumpRun(
                "d",
                spec,
                () -> new Running("i", MAJOR, server.data(), server.home(), server.port(), pid.next()),
                new ServerLogin(connections),
                new Databases(connections),
                new DumpTools(installations),
                new DumpProperties(List.of(home.toString()), 1, Duration.ofSeconds(5)),
                new Silent(beforeTheDump));
        assertThatThrownBy(() -> run.run(null))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem ->
                                assertThat(problem.code()).as(problem.detail()).isEqualTo(code));
    }

    private record Silent(Trouble beforeTheDump) implements DumpRun.Journal {

        @Override
        public void placed(Path directory) {
            try {
                beforeTheDump.make();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void estimated(long bytes) {}

        @Override
        public void done(DumpPart part) {}
    }
}
