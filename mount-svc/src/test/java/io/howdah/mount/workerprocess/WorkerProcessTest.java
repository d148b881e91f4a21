package io.howdah.mount.workerprocess;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerProcessTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir
    Path directory;

    @Test
    void endsWhatItStandsForAndNothingElse() throws Exception {
        Process sleep = new ProcessBuilder("sleep", "60").start();
        WorkerProcess process = WorkerProcess.of(sleep.pid()).orElseThrow();
        WorkerProcess earlier = new WorkerProcess(process.pid(), process.started() - 1);

        assertThat(earlier.isAlive()).isFalse();
        assertThat(earlier.kill(SOON)).isTrue();
        assertThat(process.isAlive()).isTrue();
        assertThat(process.awaitExit(Duration.ofMillis(50))).isFalse();
        assertThat(process.kill(SOON)).isTrue();
        assertThat(process.isAlive()).isFalse();
        assertThat(WorkerProcess.of(sleep.pid())).isEmpty();
    }

    @Test
    void findsAWorkerByItsSpecification() throws Exception {
        Path specification = Files.createFile(directory.resolve("one.json"));
        Process tail = new ProcessBuilder("tail", "-f", specification.toString()).start();
        try {
            assertThat(new ProcessTable().worker(specification))
                    .hasValueSatisfying(found -> assertThat(found.pid()).isEqualTo(tail.pid()));
            assertThat(new ProcessTable().worker(directory.resolve("two.json"))).isEmpty();
        } finally {
            tail.destroyForcibly().waitFor();
        }
        assertThat(new ProcessTable().worker(specification)).isEmpty();
    }

    @Test
    void findsWhoUsesADirectory() throws Exception {
        Path used = Files.createDirectory(directory.resolve("used"));
        Path neighbour = Files.createDirectory(directory.resolve("used-not"));
        Path file = Files.createFile(used.resolve("file"));
        Process inside =
                new ProcessBuilder("sleep", "60").directory(used.toFile()).start();
        Process reading = new ProcessBuilder("tail", "-f", file.toString()).start();
        Process beside =
                new ProcessBuilder("sleep", "60").directory(neighbour.toFile()).start();
        try {
            assertThat(new ProcessTable().usersOf(used))
                    .extracting(ProcessTable.User::toString)
                    .containsExactlyInAnyOrder(inside.pid() + " (sleep)", reading.pid() + " (tail)");
        } finally {
            inside.destroyForcibly().waitFor();
            reading.destroyForcibly().waitFor();
            beside.destroyForcibly().waitFor();
        }
    }

    @Test
    void countsWhatSparseFilesReallyOccupy() throws Exception {
        assertThat(DiskUsage.of(directory.resolve("absent"))).isEqualTo(new DiskUsage(0, null));
        try (var file = new java.io.RandomAccessFile(directory.resolve("sparse").toFile(), "rw")) {
            file.setLength(1L << 30);
            file.seek(1L << 29);
            file.write(new byte[64 * 1024]);
            file.getFD().sync();
        }
        assertThat(DiskUsage.of(directory).bytes()).isBetween(64L * 1024, 1024L * 1024);
    }

    @Test
    void knowsWhenAFileThatHoldsDataWasLastWritten() throws Exception {
        Instant early = Instant.parse("2026-01-02T03:04:05.000006Z");
        Instant late = early.plusSeconds(60);
        Path below = Files.createDirectory(directory.resolve("below"));
        modified(Files.write(directory.resolve("early"), new byte[64 * 1024]), early);
        try (var hole = new java.io.RandomAccessFile(below.resolve("hole").toFile(), "rw")) {
            hole.setLength(1L << 30);
        }
        modified(below.resolve("hole"), late.plusSeconds(60));
        assertThat(DiskUsage.of(directory).lastWriteAt()).isEqualTo(early);

        modified(Files.write(below.resolve("late"), new byte[64 * 1024]), late);
        assertThat(DiskUsage.of(directory).lastWriteAt()).isEqualTo(late);
    }

    private static void modified(Path file, Instant time) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(time));
    }
}
