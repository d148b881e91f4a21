package io.howdah.mount.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.howdah.mount.fs.WriteCacheException.Reason;
import io.howdah.mount.os.Errno;
import io.howdah.mount.os.ErrnoException;
import io.howdah.mount.os.Host;
import io.howdah.mount.os.OpenFlags;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The write cache on a small file system of its own that gets full, and free, and full again. */
class FullDiskTest {

    private static final WriteCache.Owner OWNER = new WriteCache.Owner(Host.effectiveUser(), Host.effectiveGroup());
    private static final CacheIdentity IDENTITY = new CacheIdentity("m1", "/repository", "c1", "b1", "/mnt/m1");
    private static final FsCore.Caller CALLER = new FsCore.Caller(65534, 65534);
    private static final String FILE = "data/base/1";
    private static final int MOST = 3 << 20;

    @TempDir
    private Path directory;

    private final Random random = new Random(42);
    private final byte[] original = randomBytes(2 << 20);
    private final MemoryBase base =
            new MemoryBase().directory("data").directory("data/base").file(FILE, original);
    private Path disk;

    private byte[] randomBytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    private void mount(String fileSystem, String... options) throws Exception {
        assumeTrue(Host.effectiveUser() == 0, "only root can mount a small file system");
        assumeTrue(Files.exists(Path.of("/dev/loop-control")), "there are no loop devices here");
        assumeTrue(
                List.of("/sbin", "/usr/sbin").stream()
                        .anyMatch(bin -> Files.isExecutable(Path.of(bin, "mkfs." + fileSystem))),
                "there is no mkfs." + fileSystem);
        Path image = directory.resolve("image");
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(fileSystem.equals("ext4") ? 16L << 20 : 320L << 20);
        }
        List<String> make = new ArrayList<>(List.of("mkfs." + fileSystem, "-q"));
        make.addAll(List.of(options));
        make.add(image.toString());
        run(make.toArray(String[]::new));
        disk = Files.createDirectory(directory.resolve("disk"));
        run("mount", "-o", "loop", image.toString(), disk.toString());
    }

    @AfterEach
    void unmount() throws Exception {
        if (disk != null && Files.exists(disk)) {
            run("umount", "--lazy", disk.toString());
        }
    }

    private static void run(String... command) throws Exception {
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor())
                .as(String.join(" ", command))
                .isZero();
    }

    private Path ballast() {
        return disk.resolve("ballast");
    }

    /** Leaves so many bytes free, more or less. */
    private void fill(long free) throws Exception {
        long most = Files.getFileStore(disk).getUsableSpace() - (1 << 20);
        if (most > free) {
            run("fallocate", "-l", Long.toString(most - free), ballast().toString());
        }
        byte[] chunk = randomBytes(64 << 10);
        try (RandomAccessFile file = new RandomAccessFile(ballast().toFile(), "rw")) {
            file.seek(file.length());
            while (Files.getFileStore(disk).getUsableSpace() > free) {
                file.write(chunk, 0, free == 0 ? 4096 : chunk.length);
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("No space left");
        }
    }

    private WriteCache open() throws IOException {
        return WriteCache.open(disk.resolve("cache"), IDENTITY, base, OWNER);
    }

    /** What was written is there, what was refused is as it was, however often the disk gets full. */
    @ParameterizedTest
    @CsvSource({"ext4,-b,4096", "ext4,-b,1024", "xfs,-m,reflink=1", "btrfs,-m,single"})
    void nothingIsTornOrLost(String fileSystem, String option, String value) throws Exception {
        mount(fileSystem, option, value);
        try (WriteCache cache = open()) {
            cache.makeDurable();
        }
        byte[] model = original.clone();
        int refused = 0;
        for (int round = 0; round < 12; round++) {
            fill(random.nextInt(600 << 10));
            try (WriteCache cache = open();
                    FsCore core = new FsCore(cache.openTree(), cache.blockSize(), base)) {
                assertThat(cache.isFresh()).isFalse();
                FileHandle file = core.open(FILE, OpenFlags.READ_WRITE);
                for (int operation = 0; operation < 60; operation++) {
                    byte[] before = model;
                    model = change(file, model);
                    refused += Arrays.equals(before, model) ? 1 : 0;
                    assertContent(file, model);
                }
                file.sync();
                file.close();
            }
            try (WriteCache cache = open();
                    FsCore core = new FsCore(cache.openTree(), cache.blockSize(), base)) {
                FileHandle file = core.open(FILE, OpenFlags.READ_ONLY);
                assertContent(file, model);
                file.close();
            }
            Files.deleteIfExists(ballast());
        }
        assertThat(refused).as("operations that found the disk full").isPositive();
    }

    private byte[] change(FileHandle file, byte[] model) throws IOException {
        int offset = random.nextInt(MOST);
        int length = 1 + random.nextInt(random.nextBoolean() ? 5_000 : 200_000);
        try {
            return switch (random.nextInt(8)) {
                case 0 -> {
                    file.truncate(offset);
                    yield Arrays.copyOf(model, offset);
                }
                case 1 -> {
                    file.allocate(false, offset, length);
                    yield Arrays.copyOf(model, Math.max(model.length, offset + length));
                }
                default -> {
                    byte[] bytes = randomBytes(length);
                    int written = file.write(
                            offset, ByteBuffer.allocateDirect(length).put(bytes).flip());
                    byte[] changed = Arrays.copyOf(model, Math.max(model.length, offset + written));
                    System.arraycopy(bytes, 0, changed, offset, written);
                    yield changed;
                }
            };
        } catch (ErrnoException e) {
            assertThat(e.errno()).as("never EIO").isEqualTo(Errno.ENOSPC);
            return model;
        }
    }

    private static void assertContent(FileHandle file, byte[] expected) throws IOException {
        assertThat(file.status().size()).isEqualTo(expected.length);
        ByteBuffer buffer = ByteBuffer.allocateDirect(MOST + (1 << 20));
        file.read(0, buffer);
        byte[] bytes = new byte[buffer.flip().remaining()];
        buffer.get(bytes);
        assertThat(Arrays.mismatch(bytes, expected)).as("first difference").isEqualTo(-1);
    }

    @Test
    void aFileThatCannotBeMadeLeavesNoName() throws Exception {
        mount("ext4", "-m", "0");
        try (WriteCache cache = open();
                FsCore core = new FsCore(cache.openTree(), cache.blockSize(), base)) {
            core.makeDirectory("data/full", 0700, CALLER);
            int made = 0;
            try {
                while (true) {
                    core.create("data/full/" + made, OpenFlags.READ_WRITE, 0600, CALLER)
                            .close();
                    made++;
                }
            } catch (ErrnoException e) {
                assertThat(e.errno()).isEqualTo(Errno.ENOSPC);
            }
            DirectoryHandle full = core.openDirectory("data/full");
            assertThat(full.list()).hasSize(made);
            full.close();
            assertThat(core.openFiles()).isZero();
            core.unlink("data/full/0");
            core.create("data/full/last", OpenFlags.READ_WRITE, 0600, CALLER).close();
        }
    }

    @Test
    void aFreshCacheSaysThatItDoesNotFit() throws Exception {
        mount("ext4", "-m", "0");
        fill(0);
        assertThatThrownBy(this::open)
                .isInstanceOfSatisfying(
                        WriteCacheException.class, e -> assertThat(e.reason()).isEqualTo(Reason.FULL));
        Files.delete(ballast());
        try (WriteCache cache = open()) {
            assertThat(cache.isFresh()).isTrue();
        }
    }

    /** As after the death of a worker: the probe has no room, and needs none. */
    @Test
    void aCacheOfBeforeIsOpenedOnAFullDisk() throws Exception {
        mount("ext4", "-m", "0");
        int blockSize;
        try (WriteCache cache = open()) {
            cache.makeDurable();
            blockSize = cache.blockSize();
        }
        fill(0);
        try (WriteCache cache = open()) {
            assertThat(cache.isFresh()).isFalse();
            assertThat(cache.blockSize()).isEqualTo(blockSize);
        }
    }

    /** What a power cut leaves of the first file that is made. */
    @Test
    void aCacheThatWasHardlyBegunIsMadeAnew() throws Exception {
        disk = directory;
        Files.createDirectories(disk.resolve("cache"));
        Files.createFile(disk.resolve("cache/lock"));
        Files.createFile(disk.resolve("cache/.unfinished"));
        try (WriteCache cache = open()) {
            assertThat(cache.isFresh()).isTrue();
        } finally {
            disk = null;
        }
    }
}
