package io.howdah.mount.mount;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.howdah.openapi.mount.model.Mount;
import io.howdah.openapi.mount.model.MountSpec;
import io.howdah.openapi.mount.model.MountState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service with real workers, one of which waits for something to mount. */
class SpareWorkerTest {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String FIRST = "base/5/1000";

    @TempDir
    Path home;

    private Service service;
    private MountSpec spec;

    @BeforeEach
    void start() throws IOException {
        // The instance's user has to get through to the mount.
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx--x--x"));
        SmallBackup.take(Files.createDirectory(home.resolve("repository")), "first", 40);
        service = Service.startReal(home, "--howdah.mount.worker.answer-timeout=1s");
        boolean root = System.getProperty("user.name").equals("root");
        spec = new MountSpec(SmallBackup.CLUSTER, "first", root ? "nobody" : System.getProperty("user.name"));
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        service.mounts().list().forEach(mount -> service.mounts().delete(mount.getId()));
        service.close();
        assertThat(processes("")).isEmpty();
        for (String place : new String[] {"mounts", "caches", "run"}) {
            assertThat(names(place)).as(place).isEmpty();
        }
        assertThat(Files.readString(Path.of("/proc/self/mountinfo"))).doesNotContain(home.toString());
    }

    @Test
    void mountsWhatComesNextAndIsAWorkerLikeAnyOther() throws IOException {
        ProcessHandle spare = awaitSpare();

        Mount mount = mounted("one");

        assertThat(mount.getWorkerPid()).isEqualTo(spare.pid());
        assertThat(Path.of(mount.getDataDirectory(), FIRST)).hasBinaryContent(SmallBackup.content(0));
        assertThat(arguments(spare)).endsWith(home.resolve("run/one.json").toString());
        assertThat(home.resolve("run/one.log")).content().contains("[mount=one]");

        service.close();
        assertThat(spares()).as("without the service that started them").isEmpty();
        service = Service.startReal(home);
        assertThat(service.mounts().get("one").getWorkerPid()).isEqualTo(spare.pid());
        service.mounts().delete("one");
        assertThat(spare.isAlive()).isFalse();
        assertThat(names("run")).noneMatch(name -> name.startsWith("one"));
    }

    @Test
    void oneThatDiedIsNotMissed() throws IOException {
        ProcessHandle spare = awaitSpare();
        assertThat(spare.destroyForcibly()).isTrue();
        spare.onExit().join();

        assertThat(Path.of(mounted("one").getDataDirectory(), FIRST)).hasBinaryContent(SmallBackup.content(0));

        assertThat(awaitSpare().pid()).isNotEqualTo(spare.pid());
    }

    @Test
    void oneThatHangsIsReplaced() throws Exception {
        ProcessHandle spare = awaitSpare();
        assertThat(new ProcessBuilder("kill", "-STOP", Long.toString(spare.pid()))
                        .start()
                        .waitFor())
                .isZero();

        Mount mount = mounted("one");

        assertThat(mount.getWorkerPid()).isNotEqualTo(spare.pid());
        assertThat(Path.of(mount.getDataDirectory(), FIRST)).hasBinaryContent(SmallBackup.content(0));
        assertThat(spare.isAlive()).isFalse();
    }

    /** Waits until there is one that has loaded all. */
    private ProcessHandle awaitSpare() {
        await().atMost(SOON)
                .until(() -> spares().size() == 1 && names("caches").noneMatch(name -> name.startsWith(".spare")));
        return spares().getFirst();
    }

    private List<ProcessHandle> spares() {
        return processes("/.spare-");
    }

    private Mount mounted(String id) {
        Mount mount = service.mounts().put(id, spec);
        assertThat(mount.getState()).as("%s", mount.getError()).isEqualTo(MountState.MOUNTED);
        return mount;
    }

    private Stream<String> names(String place) throws IOException {
        try (Stream<Path> files = Files.list(home.resolve(place))) {
            return files.map(file -> file.getFileName().toString()).toList().stream();
        }
    }

    /** Those with an argument below the run directory that goes on so. */
    private List<ProcessHandle> processes(String name) {
        return ProcessHandle.allProcesses()
                .filter(process ->
                        arguments(process).stream().anyMatch(argument -> argument.startsWith(home + "/run" + name)))
                .toList();
    }

    private static List<String> arguments(ProcessHandle process) {
        try {
            return Arrays.asList(Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline"))
                    .split("\0"));
        } catch (IOException gone) {
            return List.of();
        }
    }
}
