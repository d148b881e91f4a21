package io.howdah.mover.instance;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.openapi.mover.model.InstanceSpec;
import io.howdah.openapi.mover.model.Problem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How it stands with an instance, in a made-up /proc. */
class SituationsTest {

    private static final int SHUT_DOWN = 1;
    private static final int IN_PRODUCTION = 6;
    private static final long PID = 4_000_020;

    @TempDir
    private Path directory;

    private final Boot boot = new Boot();
    private Path data;
    private Situations situations;
    private InstanceRow row;

    @BeforeEach
    void ready() throws IOException {
        data = Files.createDirectories(directory.resolve("mount/data"));
        Files.createDirectories(data.resolve("global"));
        ProcessTable table = new ProcessTable(Files.createDirectories(directory.resolve("proc")));
        situations = new Situations(new Postmasters(table), table, boot);
        row = new InstanceRow("p1", new InstanceSpec(data.toString(), 15), "127.0.0.1", 15432);
        row.spawned(PID, java.util.List.of());
        row.ready("0/1", null, Instant.now(), boot.id(), Map.of());
    }

    @Test
    void runsWhereItsDataIs() throws IOException {
        process(PID, data.toString());
        assertThat(look()).isEqualTo(Situation.RUNNING);
    }

    @Test
    void aNewServerHasNotEnteredItsDirectoryYet() throws IOException {
        process(PID + 1, "/");
        assertThat(look()).isEqualTo(Situation.ARRIVING);
    }

    @Test
    void oneInADetachedMountIsStranded() throws IOException {
        process(PID + 1, "/data");
        assertThat(look()).isEqualTo(Situation.STRANDED);
    }

    @Test
    void oneThatHasBeenThereIsStrandedWhereverItIsNow() throws IOException {
        process(PID, "/somewhere/else");
        assertThat(look()).isEqualTo(Situation.STRANDED);
    }

    @Test
    void aDeadMountStrandsIt() throws IOException {
        process(PID + 1, data.toString());
        Files.move(data.getParent(), directory.resolve("gone"));
        assertThat(look()).isEqualTo(Situation.STRANDED);
    }

    @Test
    void withoutAServerItsControlFileAndTheBootTell() throws IOException {
        assertThat(look()).isEqualTo(Situation.UNMOUNTED);
        control(IN_PRODUCTION);
        assertThat(look()).isEqualTo(Situation.DOWN);
        control(SHUT_DOWN);
        assertThat(look()).isEqualTo(Situation.STOPPED);
        row.seen(PID, "another boot");
        assertThat(look()).isEqualTo(Situation.DOWN);
    }

    @Test
    void whatWasEndedToBeStartedAgainIsDownHoweverItEnded() throws IOException {
        control(SHUT_DOWN);
        row.down(new Problem("lost", 503, "DATA_DIRECTORY_LOST", "lost"));
        assertThat(look()).isEqualTo(Situation.DOWN);
    }

    private Situation look() {
        return situations.look(row).situation();
    }

    private void control(int state) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(8192).order(ByteOrder.nativeOrder());
        bytes.putInt(16, state);
        Files.write(data.resolve("global/pg_control"), bytes.array());
    }

    private void process(long pid, String workingDirectory) throws IOException {
        Path entry = Files.createDirectories(directory.resolve("proc/" + pid));
        Files.writeString(entry.resolve("stat"), pid + " (postgres) S 1 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 4711 0 0\n");
        Files.writeString(entry.resolve("cmdline"), "postgres\0-D\0" + data + "\0");
        Files.createSymbolicLink(entry.resolve("cwd"), Path.of(workingDirectory));
    }
}
