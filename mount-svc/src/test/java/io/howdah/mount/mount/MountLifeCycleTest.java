package io.howdah.mount.mount;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.howdah.openapi.mount.model.Mount;
import io.howdah.openapi.mount.model.MountSpec;
import io.howdah.openapi.mount.model.MountState;
import io.howdah.openapi.problem.ProblemException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.FileSystemUtils;

/** Mounts from PUT to DELETE and through every kind of death, with workers that only pretend to mount. */
class MountLifeCycleTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    Path home;

    private Service service;

    @BeforeEach
    void start() throws IOException {
        service =
                Service.start(home, "--howdah.mount.worker.start-timeout=10s", "--howdah.mount.worker.stop-timeout=2s");
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        service.mounts().list().forEach(mount -> service.mounts().delete(mount.getId()));
        service.close();
        assertThat(workers()).isEmpty();
        for (String place : List.of("mounts", "caches", "run")) {
            try (Stream<Path> left = Files.list(home.resolve(place))) {
                assertThat(left).as(place).isEmpty();
            }
        }
    }

    @Test
    void mountsAndTakesAway() {
        Mount mount = service.mounts().put("one", Service.spec("good"));

        assertThat(mount.getState()).isEqualTo(MountState.MOUNTED);
        assertThat(mount.getMountPoint()).isEqualTo(home.resolve("mounts/one").toString());
        assertThat(mount.getDataDirectory())
                .isEqualTo(home.resolve("mounts/one/data").toString());
        assertThat(mount.getWriteCache().getPath())
                .isEqualTo(home.resolve("caches/one").toString());
        assertThat(mount.getWriteCache().getBytes()).isPositive();
        assertThat(mount.getTimings()).containsEntry("worker.tree", 12L).containsKey("mount");
        assertThat(workers()).containsExactly(mount.getWorkerPid());
        assertThat(service.mounts().get("one").getWorkerPid()).isEqualTo(mount.getWorkerPid());

        service.mounts().delete("one");
        assertThat(service.mounts().list()).isEmpty();
        assertThat(workers()).isEmpty();
        service.mounts().delete("one");
    }

    @Test
    void theSameAgainIsHarmlessAndAnotherBodyRefused() {
        Mount first = service.mounts().put("one", Service.spec("good"));
        Mount second = service.mounts().put("one", Service.spec("good"));

        assertThat(second.getWorkerPid()).isEqualTo(first.getWorkerPid());
        assertThat(timesMounted("one")).isEqualTo(1);
        assertThatThrownBy(() -> service.mounts().put("one", Service.spec("other")))
                .isInstanceOfSatisfying(ProblemException.class, e -> {
                    assertThat(e.status().value()).isEqualTo(409);
                    assertThat(e.code()).isEqualTo("MOUNT_EXISTS");
                });
    }

    @Test
    void manyAtOnceMountOnce() throws Exception {
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Mount> put = () -> service.mounts().put("one", Service.spec("good"));
            List<Future<Mount>> answers = callers.invokeAll(List.of(put, put, put, put));
            for (Future<Mount> answer : answers) {
                assertThat(answer.get().getState()).isEqualTo(MountState.MOUNTED);
            }
        }
        assertThat(workers()).hasSize(1);
        assertThat(timesMounted("one")).isEqualTo(1);
    }

    @Test
    void saysWhyAWorkerFailedAndLeavesNothing() {
        Mount mount = service.mounts().put("one", Service.spec("failing"));

        assertThat(mount.getState()).isEqualTo(MountState.FAILED);
        assertThat(mount.getError().getCode()).isEqualTo("BACKUP_NOT_FOUND");
        assertThat(mount.getError().getHint()).isEqualTo("take one");
        assertNothingBut("one", mount);
    }

    @Test
    void saysWhatADyingWorkerSaid() {
        Mount mount = service.mounts().put("one", Service.spec("dying"));

        assertThat(mount.getState()).isEqualTo(MountState.FAILED);
        assertThat(mount.getError().getCode()).isEqualTo("WORKER_DIED");
        assertThat(mount.getError().getDetail()).contains("status 3", "I cannot go on");
        assertNothingBut("one", mount);
    }

    @Test
    void endsAWorkerThatTakesTooLong() throws IOException {
        service.close();
        service = Service.start(home, "--howdah.mount.worker.start-timeout=1500ms");
        Mount mount = service.mounts().put("one", Service.spec("silent"));

        assertThat(mount.getState()).isEqualTo(MountState.FAILED);
        assertThat(mount.getError().getCode()).isEqualTo("WORKER_TIMEOUT");
        assertNothingBut("one", mount);
    }

    @Test
    void aFailedMountIsTriedAgain() {
        service.mounts().put("one", Service.spec("dying"));
        assertThat(service.mounts().put("one", Service.spec("dying")).getState())
                .isEqualTo(MountState.FAILED);
        assertThat(service.mounts().list()).hasSize(1);
    }

    @Test
    void mountsAgainOnTheSameWriteCacheWhenAWorkerDies() throws IOException {
        Mount mount = service.mounts().put("one", Service.spec("good"));
        Files.writeString(home.resolve("caches/one/change"), "precious");

        kill(mount.getWorkerPid());

        await().atMost(SOON)
                .until(() -> service.mounts().get("one").getRemounts() == 1
                        && service.mounts().get("one").getState() == MountState.MOUNTED);
        assertThat(service.mounts().get("one").getWorkerPid()).isNotEqualTo(mount.getWorkerPid());
        assertThat(home.resolve("caches/one/change")).hasContent("precious");
        assertThat(timesMounted("one")).isEqualTo(2);
    }

    @Test
    void restsBeforeItMountsAgainWhatDiesAgainAndAgainAndKeepsTheWriteCache() throws IOException {
        service.mounts().put("one", Service.spec("good"));
        Files.writeString(home.resolve("caches/one/change"), "precious");
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> {
                    workers().forEach(MountLifeCycleTest::kill);
                    return service.mounts().get("one").getState() == MountState.FAILED;
                });
        Mount mount = service.mounts().get("one");
        assertThat(mount.getError().getCode()).isEqualTo("WORKER_DIED");

        await().atMost(SOON).until(() -> service.mounts().get("one").getState() == MountState.MOUNTED);
        assertThat(home.resolve("caches/one/change")).hasContent("precious");
    }

    @Test
    void neverTakesANewWriteCacheForALostOne() throws IOException {
        Mount mount = service.mounts().put("one", Service.spec("good"));
        Path cache = home.resolve("caches/one");
        Path moved = home.resolve("moved");
        Files.move(cache, moved);
        kill(mount.getWorkerPid());
        await().atMost(SOON).until(() -> service.mounts().get("one").getState() == MountState.FAILED);
        assertThat(service.mounts().get("one").getError().getCode()).isEqualTo("WRITE_CACHE_LOST");
        assertThat(cache).doesNotExist();

        Files.move(moved, cache);
        await().atMost(SOON).until(() -> service.mounts().get("one").getState() == MountState.MOUNTED);
    }

    @Test
    void mountsAgainAtTheNextStartWhatCouldNotBeMountedAgain() throws IOException {
        Mount mount = service.mounts().put("one", Service.spec("good"));
        Files.move(home.resolve("caches/one"), home.resolve("moved"));
        kill(mount.getWorkerPid());
        await().atMost(SOON).until(() -> service.mounts().get("one").getState() == MountState.FAILED);
        service.close();
        Files.move(home.resolve("moved"), home.resolve("caches/one"));

        service = Service.start(home);
        assertThat(service.mounts().get("one").getState()).isEqualTo(MountState.MOUNTED);
    }

    @Test
    void findsItsRunDirectoryElsewhereAfterABoot() throws IOException {
        Mount mount = service.mounts().put("one", Service.spec("good"));
        service.close();
        kill(mount.getWorkerPid());
        await().atMost(SOON).until(() -> workers().isEmpty());
        FileSystemUtils.deleteRecursively(home.resolve("run"));

        service = Service.start(home, "--howdah.mount.run-directory=" + home.resolve("elsewhere"));
        assertThat(service.mounts().get("one").getState()).isEqualTo(MountState.MOUNTED);
        assertThat(home.resolve("run")).doesNotExist();
        Files.createDirectory(home.resolve("run"));
    }

    @Test
    void workersOutliveTheServiceAndAreAdopted() throws IOException {
        Mount mount = service.mounts().put("one", Service.spec("good"));
        service.close();
        assertThat(workers()).containsExactly(mount.getWorkerPid());

        service = Service.start(home);
        Mount adopted = service.mounts().get("one");
        assertThat(adopted.getState()).isEqualTo(MountState.MOUNTED);
        assertThat(adopted.getWorkerPid()).isEqualTo(mount.getWorkerPid());
        assertThat(timesMounted("one")).isEqualTo(1);

        kill(mount.getWorkerPid());
        await().atMost(SOON).until(() -> service.mounts().get("one").getRemounts() == 1);
    }

    @Test
    void mountsAgainWhatDiedWhileTheServiceWasDown() throws IOException {
        Mount mount = service.mounts().put("one", Service.spec("good"));
        service.close();
        kill(mount.getWorkerPid());
        await().atMost(SOON).until(() -> workers().isEmpty());

        service = Service.start(home);
        Mount again = service.mounts().get("one");
        assertThat(again.getState()).isEqualTo(MountState.MOUNTED);
        assertThat(again.getWorkerPid()).isNotEqualTo(mount.getWorkerPid());
        assertThat(again.getRemounts()).isEqualTo(1);
        assertThat(timesMounted("one")).isEqualTo(2);
    }

    @Test
    void mountsAgainAfterTheMachineWasStartedAnew() throws IOException {
        Mount mount = service.mounts().put("one", Service.spec("good"));
        service.close();
        kill(mount.getWorkerPid());
        await().atMost(SOON).until(() -> workers().isEmpty());
        // Both are below /run, which is empty then.
        FileSystemUtils.deleteRecursively(home.resolve("run"));
        FileSystemUtils.deleteRecursively(home.resolve("mounts"));

        service = Service.start(home);
        assertThat(service.mounts().get("one").getState()).isEqualTo(MountState.MOUNTED);
        assertThat(timesMounted("one")).isEqualTo(2);
    }

    @Test
    void removesWhatWasInterruptedBeforeItWasMounted() throws IOException {
        service.mounts().put("one", Service.spec("good"));
        MountRow row = service.rows().findById("one").orElseThrow();
        service.rows().delete(row);
        // As if the service had ended between the start of the worker and the note of its pid.
        service.rows().save(new MountRow(row.place(), Service.spec("good")));
        service.close();

        service = Service.start(home);
        Mount mount = service.mounts().get("one");
        assertThat(mount.getState()).isEqualTo(MountState.FAILED);
        assertThat(mount.getError().getCode()).isEqualTo("MOUNT_INTERRUPTED");
        assertNothingBut("one", mount);
    }

    @Test
    void finishesADeletionThatWasInterrupted() throws IOException {
        service.mounts().put("one", Service.spec("good"));
        MountRow row = service.rows().findById("one").orElseThrow();
        row.unmounting();
        service.rows().save(row);
        assertThatThrownBy(() -> service.mounts().put("one", Service.spec("good")))
                .isInstanceOfSatisfying(
                        ProblemException.class, e -> assertThat(e.code()).isEqualTo("MOUNT_UNMOUNTING"));
        service.close();

        service = Service.start(home);
        assertThat(service.mounts().list()).isEmpty();
        assertThat(workers()).isEmpty();
    }

    @Test
    void refusesToTakeAwayWhatIsInUseAndNamesTheUser() throws Exception {
        Mount mount = service.mounts().put("one", Service.spec("good"));
        Process user = new ProcessBuilder("sleep", "60")
                .directory(home.resolve("mounts/one").toFile())
                .start();
        try {
            assertThatThrownBy(() -> service.mounts().delete("one"))
                    .isInstanceOfSatisfying(ProblemException.class, e -> {
                        assertThat(e.status().value()).isEqualTo(409);
                        assertThat(e.code()).isEqualTo("MOUNT_BUSY");
                        assertThat(e.detail()).contains(user.pid() + " (sleep)");
                    });
        } finally {
            user.destroyForcibly().waitFor();
        }
        assertThat(service.mounts().get("one").getState()).isEqualTo(MountState.MOUNTED);
        assertThat(workers()).containsExactly(mount.getWorkerPid());
    }

    @Test
    void staysMountedWhenTheWorkerFindsItBusy() throws IOException {
        service.mounts().put("one", Service.spec("good"));
        Path busy = Files.createFile(home.resolve("caches/one/busy"));

        assertThatThrownBy(() -> service.mounts().delete("one"))
                .isInstanceOfSatisfying(
                        ProblemException.class, e -> assertThat(e.code()).isEqualTo("MOUNT_BUSY"));
        assertThat(service.mounts().get("one").getState()).isEqualTo(MountState.MOUNTED);
        Files.delete(busy);
    }

    @Test
    void takesAwayTheMountOfADeadWorkerAndFollowsNoLink() throws IOException {
        Path outside = Files.createDirectory(home.resolve("outside"));
        Files.writeString(outside.resolve("file"), "not ours");
        Mount mount = service.mounts().put("one", Service.spec("good"));
        Files.createSymbolicLink(home.resolve("caches/one/link"), outside);
        kill(mount.getWorkerPid());

        service.mounts().delete("one");
        assertThat(outside.resolve("file")).hasContent("not ours");
    }

    @Test
    void saysWhenTheWriteCacheIsOnDisk() {
        Mount mount = service.mounts().put("one", Service.spec("good"));
        assertThat(mount.getWriteCache().getDurable()).isFalse();
        assertThat(service.mounts().sync("one").getWriteCache().getDurable()).isTrue();
        assertThat(service.mounts().get("one").getWriteCache().getDurable()).isTrue();
    }

    @Test
    void touchesNothingThatBelongsToOthers() throws IOException {
        Path foreign = Files.createDirectories(home.resolve("caches/one"));
        assertThatThrownBy(() -> service.mounts().put("one", Service.spec("good")))
                .isInstanceOfSatisfying(
                        ProblemException.class, e -> assertThat(e.code()).isEqualTo("PLACE_OCCUPIED"));
        assertThat(foreign).exists();
        assertThat(service.mounts().list()).isEmpty();
        Files.delete(foreign);
    }

    @Test
    void mountsForKnownUsersOnly() {
        assertThatThrownBy(() -> service.mounts().put("one", new MountSpec("shop", "good", "nobody-knows")))
                .isInstanceOfSatisfying(
                        ProblemException.class, e -> assertThat(e.code()).isEqualTo("OS_USER_UNKNOWN"));
        assertThat(service.mounts().list()).isEmpty();
    }

    private void assertNothingBut(String id, Mount failed) {
        assertThat(failed.getMountPoint()).isNull();
        assertThat(failed.getWorkerPid()).isNull();
        assertThat(service.mounts().list()).extracting(Mount::getId).containsExactly(id);
        assertThat(workers()).isEmpty();
        assertThat(home.resolve("mounts").resolve(id)).doesNotExist();
        assertThat(home.resolve("caches").resolve(id)).doesNotExist();
        assertThat(home.resolve("run")).isEmptyDirectory();
        assertThat(home.resolve("caches")).isEmptyDirectory();
    }

    private long timesMounted(String id) {
        try {
            return Files.readAllLines(home.resolve("caches").resolve(id).resolve("mounted"))
                    .size();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void kill(long pid) {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }

    /** The workers of this test, by their argument below its directory. */
    private List<Long> workers() {
        return ProcessHandle.allProcesses()
                .map(ProcessHandle::pid)
                .filter(pid -> commandLine(pid).contains(home.resolve("run").toString()))
                .toList();
    }

    private static String commandLine(long pid) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), "cmdline"));
        } catch (IOException gone) {
            return "";
        }
    }
}
