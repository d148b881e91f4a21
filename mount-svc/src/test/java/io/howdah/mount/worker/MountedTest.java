package io.howdah.mount.worker;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Through the kernel, against a worker process. */
class MountedTest {

    private static final int PAGE = 8192;
    private static final int SEEDS = Integer.getInteger("howdah.kernel.seeds", 10);

    @TempDir
    private Path directory;

    private WorkerSpec spec;
    private Path data;
    private byte[] original;
    private LiveWorker worker;

    @BeforeEach
    void mount() throws IOException {
        original = new byte[5 * PAGE + 100];
        new Random(1).nextBytes(original);
        Path base = Files.createDirectories(directory.resolve("base/data"));
        Files.write(base.resolve("16384"), original);
        for (int seed = 0; seed < SEEDS; seed++) {
            Files.write(base.resolve("seed" + seed), Arrays.copyOf(original, 9 * 4096 * (seed % 3) / 2 + seed));
        }
        Files.createDirectories(directory.resolve("base/tablespaces/16400"));
        Files.createDirectories(base.resolve("pg_tblspc"));
        Files.writeString(base.resolve("tablespace_map"), "16400 /srv/fast\n");
        Files.createDirectories(directory.resolve("base/wal"));
        Files.writeString(directory.resolve("base/wal/000000010000000000000001"), "a segment");
        spec = LiveWorker.spec(directory);
        data = Path.of(spec.mountPoint(), "data");
        worker = LiveWorker.mount(spec);
    }

    @AfterEach
    void unmount() throws Exception {
        worker.close();
        run("umount", "-l", "-q", spec.mountPoint());
    }

    private void killAndRemount() throws Exception {
        worker.kill();
        worker = LiveWorker.mount(spec);
    }

    @Test
    void showsTheBackupAndKeepsIt() throws Exception {
        Path file = data.resolve("16384");
        assertThat(Files.readAllBytes(file)).isEqualTo(original);
        try (FileChannel channel = FileChannel.open(file, WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), PAGE + 5);
        }
        byte[] expected = original.clone();
        System.arraycopy(new byte[] {1, 2, 3}, 0, expected, PAGE + 5, 3);
        assertThat(Files.readAllBytes(file)).isEqualTo(expected);
        assertThat(directory.resolve("base/data/16384")).hasBinaryContent(original);
    }

    @Test
    void walIsNativeAndTablespacesAreBelowTheMountPoint() throws Exception {
        assertThat(Files.readSymbolicLink(data.resolve("pg_wal"))).isEqualTo(Path.of(spec.writeCache(), "pg_wal"));
        assertThat(data.resolve("pg_wal/archive_status")).isDirectory();
        assertThat(Files.readSymbolicLink(data.resolve("pg_tblspc/16400")))
                .isEqualTo(Path.of(spec.mountPoint(), "tablespaces/16400"));
        assertThat(data.resolve("tablespace_map")).hasContent("16400 " + spec.mountPoint() + "/tablespaces/16400\n");
    }

    @Test
    void walOfTheBackupIsReadOnly() {
        Path segment = Path.of(spec.mountPoint(), "wal/000000010000000000000001");
        assertThat(segment).hasContent("a segment");
        assertThatThrownBy(() -> Files.writeString(segment, "x")).hasMessageContaining("Read-only");
        assertThatThrownBy(() -> Files.delete(segment)).hasMessageContaining("Read-only");
    }

    @Test
    void whatWasFsyncedIsThereAfterKill() throws Exception {
        byte[] page = new byte[PAGE];
        new Random(2).nextBytes(page);
        try (FileChannel channel = FileChannel.open(data.resolve("16384"), READ, WRITE)) {
            channel.write(ByteBuffer.wrap(page), 2 * PAGE);
            channel.truncate(4 * PAGE);
            channel.force(true);
        }
        try (FileChannel fresh = FileChannel.open(data.resolve("16385"), CREATE_NEW, READ, WRITE)) {
            fresh.write(ByteBuffer.wrap(page), 0);
            fresh.force(true);
        }
        Files.move(data.resolve("16385"), data.resolve("16386"), StandardCopyOption.ATOMIC_MOVE);
        killAndRemount();
        byte[] expected = Arrays.copyOf(original, 4 * PAGE);
        System.arraycopy(page, 0, expected, 2 * PAGE, PAGE);
        assertThat(data.resolve("16384")).hasBinaryContent(expected);
        assertThat(data.resolve("16386")).hasBinaryContent(page);
        assertThat(data.resolve("16385")).doesNotExist();
    }

    @Test
    void growingAgainShowsZerosAfterKill() throws Exception {
        Path file = data.resolve("16384");
        try (FileChannel channel = FileChannel.open(file, WRITE)) {
            channel.truncate(PAGE + 7);
            channel.write(ByteBuffer.wrap(new byte[] {9}), 3 * PAGE);
            channel.force(true);
        }
        killAndRemount();
        byte[] expected = Arrays.copyOf(Arrays.copyOf(original, PAGE + 7), 3 * PAGE + 1);
        expected[3 * PAGE] = 9;
        assertThat(file).hasBinaryContent(expected);
    }

    @Test
    void mappedMemoryIsWrittenBack() throws Exception {
        Path file = data.resolve("16384");
        byte[] expected = original.clone();
        try (FileChannel channel = FileChannel.open(file, READ, WRITE)) {
            MappedByteBuffer map = channel.map(FileChannel.MapMode.READ_WRITE, 0, original.length);
            for (int at = 3; at < original.length; at += 4096) {
                assertThat(map.get(at)).isEqualTo(original[at]);
                map.put(at, (byte) ~original[at]);
                expected[at] = (byte) ~original[at];
            }
            map.force();
        }
        killAndRemount();
        assertThat(file).hasBinaryContent(expected);
    }

    @Test
    void anUnlinkedFileLivesUntilItIsClosed() throws Exception {
        Path file = data.resolve("16384");
        try (FileChannel channel = FileChannel.open(file, READ, WRITE)) {
            Files.delete(file);
            assertThat(file).doesNotExist();
            channel.write(ByteBuffer.wrap(new byte[PAGE]), 6 * PAGE);
            assertThat(channel.size()).isEqualTo(7 * PAGE);
            ByteBuffer read = ByteBuffer.allocate(original.length);
            channel.read(read, 0);
            assertThat(read.array()).isEqualTo(original);
            Files.writeString(file, "another");
            assertThat(channel.size()).isEqualTo(7 * PAGE);
        }
        assertThat(file).hasContent("another");
        try (FileChannel channel = FileChannel.open(data.resolve("temporary"), CREATE_NEW, READ, WRITE)) {
            Files.delete(data.resolve("temporary"));
            channel.write(ByteBuffer.wrap(new byte[10]));
            assertThat(channel.size()).isEqualTo(10);
        }
    }

    @Test
    void reservedSpaceIsZerosAndHolesAreNotPunched() throws Exception {
        Path file = data.resolve("16384");
        assertThat(run("fallocate", "-o", "0", "-l", "81920", file.toString())).isZero();
        byte[] expected = Arrays.copyOf(original, 81920);
        assertThat(file).hasBinaryContent(expected);
        assertThat(run("fallocate", "-p", "-o", "0", "-l", "8192", file.toString()))
                .isNotZero();
        assertThat(file).hasBinaryContent(expected);
    }

    private static int run(String... command) throws Exception {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    @Test
    void spaceIsThatOfTheCache() throws Exception {
        FileStore mounted = Files.getFileStore(data);
        FileStore cache = Files.getFileStore(Path.of(spec.writeCache()));
        assertThat(mounted.getTotalSpace()).isEqualTo(cache.getTotalSpace());
        assertThat((long) Files.getAttribute(data.resolve("16384"), "size")).isEqualTo(original.length);
    }

    @Test
    void unmountsWhenNobodyUsesIt() throws Exception {
        assertThat(worker.request(WorkerRequest.SYNC).durable()).isTrue();
        try (FileChannel user = FileChannel.open(data.resolve("16384"))) {
            assertThat(user.isOpen()).isTrue();
            WorkerStatus busy = worker.request(WorkerRequest.UNMOUNT);
            assertThat(busy.state()).isEqualTo(WorkerState.MOUNTED);
            assertThat(busy.error()).isNotNull();
            assertThat(busy.error().code()).isEqualTo(WorkerException.MOUNT_BUSY);
            assertThat(busy.error().detail())
                    .contains(Long.toString(ProcessHandle.current().pid()));
        }
        assertThat(worker.request(WorkerRequest.UNMOUNT).state()).isEqualTo(WorkerState.UNMOUNTING);
        assertThat(worker.awaitExit()).isZero();
        assertThat(data).doesNotExist();
        assertThat(Path.of(spec.controlSocket())).doesNotExist();
    }

    @Test
    void endsByItselfWhenToldTo() throws Exception {
        worker.terminate();
        worker.awaitExit();
        assertThat(data).doesNotExist();
    }

    @Test
    void aSecondWorkerIsRefused() throws Exception {
        Path other = Files.createDirectories(directory.resolve("other"));
        WorkerSpec again = new WorkerSpec(
                spec.id(),
                spec.repository(),
                spec.cluster(),
                spec.backupId(),
                spec.mountPoint(),
                spec.writeCache(),
                0,
                0,
                false,
                other.resolve("control").toString(),
                spec.blockCacheBytes());
        try (LiveWorker second = LiveWorker.start(again)) {
            WorkerStatus status = second.request(WorkerRequest.AWAIT_MOUNTED);
            assertThat(status.state()).isEqualTo(WorkerState.FAILED);
            assertThat(status.error().code()).isEqualTo(WorkerException.WRITE_CACHE_IN_USE);
            second.request(WorkerRequest.UNMOUNT);
            assertThat(second.awaitExit()).isEqualTo(1);
        }
        assertThat(Files.readAllBytes(data.resolve("16384"))).isEqualTo(original);
    }

    @Test
    void randomOperationsThroughTheKernel() throws Exception {
        for (int seed = 0; seed < SEEDS; seed++) {
            KernelOperations operations = new KernelOperations(
                    seed, data.resolve("seed" + seed), data.resolve("operations" + seed), directory);
            operations.run(300);
            if (seed % 5 == 4) {
                operations.sync();
                killAndRemount();
            }
            operations.compare();
        }
    }
}
