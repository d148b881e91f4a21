package io.howdah.mount.workerprocess;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
        assertThat(DiskUsage.of(directory.resolve("absent"))).isZero();
        try (var file = new java.io.RandomAccessFile(directory.resolve("sparse").toFile(), "rw")) {
            file.setLength(1L << 30);
            file.seek(1L << 29);
            file.write(new byte[64 * 1024]);
            file.getFD().sync();
        }
        assertThat(DiskUsage.of(directory)).isBetween(64L * 1024, 1024L * 1024);
    }
}
