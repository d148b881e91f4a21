package io.howdah.mover.instance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.openapi.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that a server writes or that it is given. */
class ServerFilesTest {

    @TempDir
    private Path directory;

    @Test
    void theLockFileSaysWhoRunsAndHowFarItIs() throws IOException {
        assertThat(LockFile.read(directory)).isEmpty();
        write("");
        assertThat(LockFile.read(directory)).isEmpty();
        write("4711\n/data\n1700000000\n5432\n");
        assertThat(LockFile.read(directory)).contains(new LockFile(4711, ""));
        write("4711\n/data\n1700000000\n5432\n/tmp\n127.0.0.1\n  123 4\nstandby \n");
        assertThat(LockFile.read(directory).orElseThrow().recovering()).isTrue();
        write("4711\n/data\n1700000000\n5432\n/tmp\n127.0.0.1\n  123 4\nready   \n");
        assertThat(LockFile.read(directory).orElseThrow().ready()).isTrue();
        write("-4711\n/data\n");
        assertThat(LockFile.read(directory)).isEmpty();
    }

    @Test
    void aLockFileThatLostItsContentIsRemoved() throws IOException {
        for (String content : List.of("", "\0\0\0")) {
            write(content);
            LockFile.removeMisleading(directory, new ProcessTable());
            assertThat(LockFile.file(directory)).doesNotExist();
        }
        // of a server in single-user mode
        write("-4711\n/data\n");
        LockFile.removeMisleading(directory, new ProcessTable());
        assertThat(LockFile.file(directory)).exists();
    }

    @Test
    void anUnreadableLockFileIsNotAnAbsentOne() throws IOException {
        Files.createDirectory(LockFile.file(directory));
        assertThatThrownBy(() -> LockFile.read(directory)).isInstanceOf(IOException.class);
    }

    @Test
    void theNewestHistorySaysWhereRecoveryEnded() throws IOException {
        Files.createDirectory(directory.resolve("pg_wal"));
        assertThat(ReachedLsn.read(directory)).isEmpty();
        Files.writeString(directory.resolve("pg_wal/00000002.history"), "1\t0/1000000\tno reason\n");
        Files.writeString(
                directory.resolve("pg_wal/0000000A.history"),
                "1\t0/1000000\tno reason\n\n# comment\n9\t1/2A3B4C\tbefore 2026-01-01\n");
        assertThat(ReachedLsn.read(directory)).contains(new ReachedLsn(9, "1/2A3B4C"));
    }

    @Test
    void theTailOfTheLogBeginsWithThisStart() throws IOException {
        Path file = directory.resolve("log");
        Files.writeString(file, "old\n");
        ServerLog log = ServerLog.startingNow(file);
        Files.writeString(file, "old\nFATAL: new\n\nlast\n");
        assertThat(log.tail()).isEqualTo("FATAL: new\nlast");
        assertThat(ServerLog.startingNow(directory.resolve("none")).tail()).contains("cannot be read");
    }

    @Test
    void theInstanceDirectoryIsForItsUserAlone() throws IOException {
        InstanceDirectory instance = InstanceDirectory.of(directory, "p1");
        instance.create("local all all trust\n");
        instance.create("local all all trust\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(instance.path())))
                .isEqualTo("rwx------");
        assertThat(instance.hbaFile()).hasContent("local all all trust\n");
        instance.remove();
        instance.remove();
        assertThat(instance.path()).doesNotExist();
    }

    @Test
    void aSocketPathThatTheKernelWouldNotTakeIsRefused() {
        InstanceDirectory.of(Path.of("/" + "x".repeat(88)), "p1").requireShortPath();
        assertThatThrownBy(() -> InstanceDirectory.of(Path.of("/" + "x".repeat(89)), "p1")
                        .requireShortPath())
                .isInstanceOfSatisfying(
                        ProblemException.class, e -> assertThat(e.code()).isEqualTo("SOCKET_PATH_TOO_LONG"));
    }

    @ParameterizedTest
    @CsvSource({"16384, 134217728", "128MB, 134217728", "1.5GB, 1610612736", "'64 kB', 65536", "1TB, 1099511627776"})
    void memoryIsReadAsPostgresqlWritesIt(String text, long bytes) {
        assertThat(Memory.parse(text).orElseThrow().toBytes()).isEqualTo(bytes);
        assertThat(Memory.parse(text + "?")).isEmpty();
    }

    @Test
    void localesMatchWhateverTheirSpelling() {
        Locales locales = new Locales(() -> Set.of("C", "C.utf8", "en_US.utf8"));
        assertThat(locales.has("en_US.UTF-8")).isTrue();
        assertThat(locales.has("POSIX")).isTrue();
        assertThat(locales.has("")).isTrue();
        assertThat(locales.has("de_DE.UTF-8")).isFalse();
        assertThat(new Locales(Set::of).has("de_DE.UTF-8")).isTrue();
    }

    @Test
    void controlDataIsRead() {
        ControlData control =
                ControlData.parse("max_wal_senders setting:  10\nLatest checkpoint location:   0/2000060\n");
        assertThat(control.setting("max_wal_senders")).contains(10);
        assertThat(control.setting("max_connections")).isEmpty();
        assertThat(control.latestCheckpoint()).contains("0/2000060");
    }

    private void write(String text) throws IOException {
        Files.writeString(LockFile.file(directory), text);
    }
}
