package io.howdah.mover.instance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which processes belong to a data directory, in a made-up /proc; and what is sent to real ones. */
class ProcessesTest {

    private static final Path DATA = Path.of("/mnt/p1/data");

    @TempDir
    private Path proc;

    private ProcessTable table;
    private Postmasters postmasters;

    @BeforeEach
    void table() {
        table = new ProcessTable(proc);
        postmasters = new Postmasters(table);
    }

    @Test
    void aPostmasterIsKnownByItsDataDirectory() throws IOException {
        process(10, 1, 'S', "/", "/usr/bin/postgres", "-D", "/mnt/p2/data");
        process(
                20,
                1,
                'S',
                "/mnt/p1/data",
                "/usr/lib/postgresql/15/bin/postgres",
                "-D",
                "/mnt/p1/data",
                "-c",
                "port=1");
        process(21, 20, 'S', "/mnt/p1/data", "postgres: p1: checkpointer ");
        process(
                22,
                20,
                'S',
                "/mnt/p1/data",
                "/usr/lib/postgresql/15/bin/postgres",
                "-D",
                "/mnt/p1/data",
                "-c",
                "port=1");
        process(30, 1, 'S', "/", "/usr/bin/pg_basebackup", "-D", "/mnt/p1/data");
        process(31, 1, 'S', "/", "/usr/bin/postgres", "-C", "port", "-D", "/mnt/p1/data");
        process(32, 1, 'S', "/", "/usr/bin/postgres", "--single", "-D", "/mnt/p1/data");
        process(33, 1, 'Z', "/", "postgres", "-D", "/mnt/p1/data");
        assertThat(postmasters.find(DATA)).map(ProcessTable.Entry::pid).contains(20L);
        assertThat(postmasters.find(DATA, 10)).map(ProcessTable.Entry::pid).contains(20L);
        assertThat(postmasters.find(DATA, 20)).map(ProcessTable.Entry::pid).contains(20L);
    }

    @Test
    void oneStartedThroughAnotherNameIsKnownByItsWorkingDirectory() throws IOException {
        process(20, 1, 'S', "/mnt/p1/data", "postgres", "-D", "/some/link");
        assertThat(postmasters.find(DATA)).isPresent();
    }

    @Test
    void childrenAreDescendantsAndNobodyElse() throws IOException {
        process(1, 0, 'S', "/", "init");
        process(20, 1, 'S', "/mnt/p1/data", "postgres", "-D", "/mnt/p1/data");
        process(21, 20, 'S', "/mnt/p1/data", "postgres: startup");
        process(22, 21, 'S', "/mnt/p1/data", "cp", "a", "b");
        process(40, 1, 'S', "/mnt/p2/data", "postgres", "-D", "/mnt/p2/data");
        process(41, 40, 'S', "/mnt/p2/data", "postgres: walwriter");
        process(50, 1, 'S', "/mnt/p1/data", "bash");
        ProcessTable.Entry postmaster = postmasters.find(DATA).orElseThrow();
        assertThat(postmasters.children(postmaster))
                .extracting(ProcessTable.Entry::pid)
                .containsExactlyInAnyOrder(21L, 22L);
        assertThat(postmasters.serverProcesses("p1", DATA))
                .extracting(ProcessTable.Entry::pid)
                .containsExactlyInAnyOrder(20L, 21L);
        assertThat(postmasters.serverProcesses("p3", Path.of("/mnt/p3/data"))).isEmpty();
        assertThatThrownBy(() -> postmasters.children(new ProcessTable.Entry(0, 0, 0, 0, postmaster.arguments(), null)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatAServerProcessHasStartedIsInItsSession() throws IOException {
        process(21, 1, 'S', "/mnt/p1/data", "postgres: p1: startup");
        inSession(21, 21);
        List<ProcessTable.Entry> server = postmasters.serverProcesses("p1", DATA);
        process(22, 21, 'S', "/mnt/p1/data", "sh", "-c", "cp a b");
        inSession(22, 21);
        process(23, 1, 'S', "/mnt/p1/data", "cp", "a", "b");
        inSession(23, 21);
        process(50, 1, 'S', "/mnt/p1/data", "bash");
        inSession(50, 50);
        assertThat(postmasters.commands(server))
                .extracting(ProcessTable.Entry::pid)
                .containsExactlyInAnyOrder(22L, 23L);
        assertThat(postmasters.commands(List.of())).isEmpty();

        Path stat = proc.resolve("21/stat");
        Files.writeString(stat, Files.readString(stat).replace(" 4711 ", " 4712 "));
        assertThat(postmasters.commands(server)).isEmpty();
    }

    @Test
    void whoWorksInADetachedMountIsKnownByHisTitle() throws IOException {
        process(20, 1, 'S', "/data", "postgres: p1: walwriter ");
        process(21, 1, 'S', "/data", "postgres: p2: walwriter ");
        process(22, 1, 'S', "/elsewhere", "postgres: p1: walwriter ");
        process(23, 1, 'S', "/", "postgres: p1: walwriter ");
        assertThat(postmasters.serverProcesses("p1", DATA))
                .extracting(ProcessTable.Entry::pid)
                .containsExactly(20L);
    }

    @Test
    void pgCtlAtWorkIsSeen() throws IOException {
        assertThat(postmasters.underControl(DATA)).isFalse();
        process(20, 1, 'S', "/", "pg_ctl", "-D", "/mnt/p2/data", "restart");
        assertThat(postmasters.underControl(DATA)).isFalse();
        Files.writeString(proc.resolve("20/environ"), "HOME=/\0PGDATA=/mnt/p1/data\0");
        assertThat(postmasters.underControl(DATA)).isTrue();
        process(21, 1, 'S', "/", "/usr/bin/pg_ctl", "restart", "--pgdata=/mnt/p3/data");
        assertThat(postmasters.underControl(Path.of("/mnt/p3/data"))).isTrue();
    }

    @Test
    void aPidThatWasGivenAgainIsAnotherProcess() throws IOException {
        process(20, 1, 'S', "/", "postgres");
        ProcessTable.Entry before = table.find(20).orElseThrow();
        assertThat(table.alive(before)).isTrue();
        Path stat = proc.resolve("20/stat");
        Files.writeString(stat, Files.readString(stat).replace(" 4711 ", " 4712 "));
        assertThat(table.alive(before)).isFalse();
    }

    @Test
    void sharedMemoryOfADeadCreatorIsFound() throws IOException {
        Files.createDirectories(proc.resolve("sysvipc"));
        Files.writeString(proc.resolve("sysvipc/shm"), """
                       key      shmid perms       size  cpid  lpid nattch   uid   gid
                         1         14   600         56   100   101      0   101   104
                         2         15   600         56   100   101      2   101   104
                         3         16   600         56   200   101      0   101   104
                """);
        assertThat(table.abandonedSegments(100)).containsExactly(14L);
    }

    @Test
    void groupsAndInitAreNeverSignalled() {
        for (long pid : new long[] {-1, 0, 1}) {
            assertThatThrownBy(() -> Signal.KILL.send(pid)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aSignalArrives() throws Exception {
        Process process = new ProcessBuilder("sleep", "60").start();
        assertThat(Signal.QUIT.send(process.pid())).isTrue();
        assertThat(process.waitFor()).isEqualTo(128 + 3);
        assertThat(Signal.QUIT.send(process.pid())).isFalse();
    }

    @Test
    void pollingEndsAtTheConditionTheEventOrTheDeadline() throws InterruptedException {
        AtomicInteger looks = new AtomicInteger();
        assertThat(Polling.until(Duration.ofMinutes(1), () -> looks.incrementAndGet() == 3))
                .isTrue();
        assertThat(Polling.until(Duration.ofMillis(30), () -> false)).isFalse();
        looks.set(0);
        assertThat(Polling.until(Duration.ofMinutes(1), CompletableFuture.completedFuture(null), () -> {
                    looks.incrementAndGet();
                    return false;
                }))
                .isFalse();
        assertThat(looks).hasValue(1);
    }

    private void inSession(int pid, int session) throws IOException {
        Path stat = proc.resolve(pid + "/stat");
        Files.writeString(stat, Files.readString(stat).replaceFirst(" 0 0 ", " 0 " + session + " "));
    }

    private void process(int pid, int parent, char state, String directory, String... arguments) throws IOException {
        Path entry = Files.createDirectories(proc.resolve(Integer.toString(pid)));
        Files.writeString(
                entry.resolve("stat"),
                pid + " (a) b) " + state + " " + parent + " 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 4711 0 0\n");
        Files.writeString(entry.resolve("cmdline"), String.join("\0", arguments) + "\0");
        Files.createSymbolicLink(entry.resolve("cwd"), Path.of(directory));
    }
}
