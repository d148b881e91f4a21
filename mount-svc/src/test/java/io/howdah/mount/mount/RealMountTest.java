package io.howdah.mount.mount;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.howdah.openapi.mount.model.Mount;
import io.howdah.openapi.mount.model.MountSpec;
import io.howdah.openapi.mount.model.MountState;
import io.howdah.openapi.problem.ProblemException;
import io.howdah.repository.wal.WalSegment;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service with real workers: a backup in a repository, mounted through FUSE. */
class RealMountTest {

    private static final Duration SOON = Duration.ofSeconds(30);
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
        service = Service.startReal(home, "--howdah.mount.worker.spares=0");
        boolean root = System.getProperty("user.name").equals("root");
        spec = new MountSpec(SmallBackup.CLUSTER, "first", root ? "nobody" : System.getProperty("user.name"));
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        service.mounts().list().forEach(mount -> service.mounts().delete(mount.getId()));
        service.close();
        for (String place : new String[] {"mounts", "caches", "run"}) {
            try (Stream<Path> left = Files.list(home.resolve(place))) {
                assertThat(left).as(place).isEmpty();
            }
        }
        assertThat(Files.readString(Path.of("/proc/self/mountinfo"))).doesNotContain(home.toString());
    }

    @Test
    void showsTheBackupToTheInstancesUser() throws IOException {
        Mount mount = mounted("one");

        Path data = Path.of(mount.getDataDirectory());
        for (int file = 0; file < 40; file++) {
            assertThat(data.resolve("base/5/" + (1000 + file))).hasBinaryContent(SmallBackup.content(file));
        }
        assertThat(Files.getOwner(data.resolve(FIRST)).getName()).isEqualTo(spec.getOsUser());
        assertThat(service.mounts().sync("one").getWriteCache().getDurable()).isTrue();
        assertThat(mount.getTimings().keySet()).contains("mount", "worker.total");
    }

    @Test
    void showsWalThatIsArchivedLater() throws IOException {
        ArchivedSegments archive = new ArchivedSegments(home.resolve("repository"));
        Path wal = Path.of(mounted("one").getWalDirectory());
        WalSegment early = new WalSegment(1, 5);
        WalSegment late = new WalSegment(1, 6);
        Path lateFile = wal.resolve(ArchivedSegments.name(late));
        assertThat(wal).isEmptyDirectory();
        assertThat(lateFile).doesNotExist();

        archive.archive(early);
        archive.archivePart(late, 100_000);
        archive.archiveHistory(2, "1\t0/6000000\tno recovery target specified\n");

        assertThat(wal.resolve(ArchivedSegments.name(early))).hasBinaryContent(ArchivedSegments.content(early));
        assertThat(lateFile).hasBinaryContent(ArchivedSegments.content(late, 100_000));
        assertThat(wal.resolve("00000002.history")).hasContent("1\t0/6000000\tno recovery target specified");
        assertThat(wal.resolve("00000003.history")).doesNotExist();
        assertThat(names(wal))
                .containsExactlyInAnyOrder(
                        ArchivedSegments.name(early), ArchivedSegments.name(late), "00000002.history");

        archive.archivePart(late, 200_000);
        assertThat(lateFile).hasBinaryContent(ArchivedSegments.content(late, 200_000));
        archive.archive(late);
        assertThat(lateFile).hasBinaryContent(ArchivedSegments.content(late));
        assertThat(names(wal)).hasSize(3);
        assertThatThrownBy(() -> Files.delete(lateFile)).hasMessageContaining("Read-only");
        assertThatThrownBy(() -> Files.writeString(lateFile, "x")).hasMessageContaining("Read-only");
    }

    @Test
    void damagedWalIsAnErrorAndNotTheEnd() throws IOException {
        ArchivedSegments archive = new ArchivedSegments(home.resolve("repository"));
        Path wal = Path.of(mounted("one").getWalDirectory());
        WalSegment segment = new WalSegment(1, 5);
        archive.archive(segment);
        archive.damage(segment);
        Path file = wal.resolve(ArchivedSegments.name(segment));

        assertThatThrownBy(() -> Files.readAllBytes(file)).hasMessageContaining("Input/output error");
        assertThat(file).hasSize(16 << 20);
    }

    @Test
    void walIsReadFromAnyPlace() throws IOException {
        ArchivedSegments archive = new ArchivedSegments(home.resolve("repository"));
        WalSegment segment = new WalSegment(1, 5);
        archive.archive(segment);
        byte[] expected = ArchivedSegments.content(segment);
        Path wal = Path.of(mounted("one").getWalDirectory());
        try (FileChannel file = FileChannel.open(wal.resolve(ArchivedSegments.name(segment)))) {
            for (int at : new int[] {8_000_000, 100, 16_000_000, expected.length - 10, 0}) {
                ByteBuffer some = ByteBuffer.allocate(1000);
                int count = file.read(some, at);
                assertThat(count).isEqualTo(Math.min(1000, expected.length - at));
                assertThat(Arrays.copyOf(some.array(), count)).isEqualTo(Arrays.copyOfRange(expected, at, at + count));
            }
            assertThat(file.read(ByteBuffer.allocate(1), expected.length)).isEqualTo(-1);
        }
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    @Test
    void keepsChangesWhenItsWorkerIsKilled() throws IOException {
        Mount mount = mounted("one");
        service.mounts().sync("one");
        byte[] change = SmallBackup.content(7);
        try (FileChannel file = FileChannel.open(Path.of(mount.getDataDirectory(), FIRST), StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap(change));
            file.force(true);
        }
        assertThat(service.mounts().get("one").getWriteCache().getBytes()).isGreaterThan(change.length);

        ProcessHandle.of(mount.getWorkerPid()).orElseThrow().destroyForcibly();

        await().atMost(SOON)
                .until(
                        () -> service.mounts().get("one"),
                        now -> now.getRemounts() == 1 && now.getState() == MountState.MOUNTED);
        assertThat(Path.of(mount.getDataDirectory(), FIRST)).hasBinaryContent(change);
        assertThat(Path.of(mount.getDataDirectory(), "base/5/1001")).hasBinaryContent(SmallBackup.content(1));
    }

    @Test
    void tellsWhatIsReadFromWhere() throws Exception {
        Mount mount = mounted("one");
        Path first = Path.of(mount.getDataDirectory(), FIRST);
        byte[] content = SmallBackup.content(0);
        assertThat(first).hasBinaryContent(content);

        String cold = metrics();
        assertThat(metric(cold, "howdah_mounts{state=\"MOUNTED\"}")).isEqualTo(1);
        assertThat(metric(cold, "howdah_mount_read_bytes_total{mount=\"one\",source=\"repository\"}"))
                .isGreaterThanOrEqualTo(content.length);
        assertThat(metric(cold, "howdah_mount_read_bytes_total{mount=\"one\",source=\"write-cache\"}"))
                .isZero();
        assertThat(metric(cold, "howdah_mount_decompression_seconds_total{mount=\"one\"}"))
                .isPositive();
        String reads = "howdah_fuse_operation_duration_seconds_count{mount=\"one\",operation=\"read\"}";
        assertThat(metric(cold, reads)).isPositive();
        assertThat(metric(cold, "howdah_fuse_operation_duration_seconds_sum{mount=\"one\",operation=\"read\"}"))
                .isPositive();
        assertThat(metric(
                        cold,
                        "howdah_fuse_operation_duration_seconds_bucket{mount=\"one\",operation=\"read\",le=\"+Inf\"}"))
                .isEqualTo(metric(cold, reads));

        Files.write(first, content);
        forgetCached(first);
        assertThat(first).hasBinaryContent(content);
        String changed = metrics();
        assertThat(metric(changed, "howdah_mount_read_bytes_total{mount=\"one\",source=\"write-cache\"}"))
                .isEqualTo(content.length);
        assertThat(metric(changed, "howdah_mount_write_cache_bytes{mount=\"one\"}"))
                .isGreaterThanOrEqualTo(content.length);
        assertThat(metric(changed, reads)).isGreaterThan(metric(cold, reads));

        service.mounts().delete("one");
        assertThat(metrics()).contains("howdah_mounts{state=\"MOUNTED\"} 0.0").doesNotContain("\"one\"");
    }

    /** What the kernel has of it. */
    private static void forgetCached(Path file) throws Exception {
        assertThat(new ProcessBuilder("dd", "if=" + file, "iflag=nocache", "count=0")
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor())
                .isZero();
    }

    private String metrics() throws Exception {
        return service.request("GET", "/actuator/prometheus", null).body();
    }

    private static double metric(String all, String name) {
        return all.lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("there is no " + name + " in\n" + all));
    }

    @Test
    void staysWhileTheServiceIsAwayAndIsTakenOver() throws IOException {
        Mount mount = mounted("one");
        service.close();
        assertThat(Path.of(mount.getDataDirectory(), FIRST)).hasBinaryContent(SmallBackup.content(0));

        service = Service.startReal(home, "--howdah.mount.worker.spares=0");
        assertThat(service.mounts().get("one").getWorkerPid()).isEqualTo(mount.getWorkerPid());
        assertThat(service.mounts().get("one").getState()).isEqualTo(MountState.MOUNTED);
    }

    @Test
    void isNotTakenFromWhoUsesIt() throws Exception {
        Mount mount = mounted("one");
        Process user = new ProcessBuilder("tail", "-f", mount.getDataDirectory() + "/" + FIRST)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            await().atMost(SOON)
                    .untilAsserted(() -> assertThatThrownBy(
                                    () -> service.mounts().delete("one"))
                            .isInstanceOfSatisfying(
                                    ProblemException.class,
                                    e -> assertThat(e.detail()).contains(user.pid() + " (tail)")));
        } finally {
            user.destroyForcibly().waitFor();
        }
        assertThat(Path.of(mount.getDataDirectory(), FIRST)).hasBinaryContent(SmallBackup.content(0));
    }

    @Test
    void twoOfOneBackupDoNotSeeEachOther() throws IOException {
        Path one = Path.of(mounted("one").getDataDirectory(), FIRST);
        Path two = Path.of(mounted("two").getDataDirectory(), FIRST);
        Files.write(one, SmallBackup.content(3));
        assertThat(one).hasBinaryContent(SmallBackup.content(3));
        assertThat(two).hasBinaryContent(SmallBackup.content(0));
    }

    @Test
    void saysThatThereIsNoSuchBackup() {
        Mount mount = service.mounts().put("one", new MountSpec(SmallBackup.CLUSTER, "none", spec.getOsUser()));
        assertThat(mount.getState()).isEqualTo(MountState.FAILED);
        assertThat(mount.getError().getCode()).isEqualTo("BACKUP_NOT_FOUND");
        assertThat(home.resolve("mounts")).isEmptyDirectory();
        assertThat(home.resolve("caches")).isEmptyDirectory();
        assertThat(home.resolve("run")).isEmptyDirectory();
    }

    private Mount mounted(String id) {
        Mount mount = service.mounts().put(id, spec);
        assertThat(mount.getState()).as("%s", mount.getError()).isEqualTo(MountState.MOUNTED);
        return mount;
    }
}
