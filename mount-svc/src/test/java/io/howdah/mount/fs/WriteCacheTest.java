package io.howdah.mount.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.howdah.mount.fs.WriteCacheException.Reason;
import io.howdah.mount.os.Host;
import io.howdah.mount.os.OpenFlags;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WriteCacheTest {

    private static final WriteCache.Owner OWNER = new WriteCache.Owner(Host.effectiveUser(), Host.effectiveGroup());
    private static final CacheIdentity IDENTITY = new CacheIdentity("m1", "/repository", "c1", "b1", "/mnt/m1");

    @TempDir
    private Path directory;

    private final MemoryBase base = new MemoryBase()
            .directory("data")
            .directory("data/base")
            .file("data/base/1", "from the backup".getBytes())
            .file("data/pg_wal/000000010000000000000001", "wal".getBytes());

    private WriteCache open() throws IOException {
        return WriteCache.open(directory.resolve("cache"), IDENTITY, base, OWNER);
    }

    private String content(WriteCache cache) throws IOException {
        try (FsCore core = new FsCore(cache.openTree(), cache.blockSize(), base)) {
            FileHandle file = core.open("data/base/1", OpenFlags.READ_ONLY);
            ByteBuffer buffer = ByteBuffer.allocateDirect(100);
            file.read(0, buffer);
            file.close();
            byte[] bytes = new byte[buffer.flip().remaining()];
            buffer.get(bytes);
            return new String(bytes);
        }
    }

    private void change(WriteCache cache) throws IOException {
        try (FsCore core = new FsCore(cache.openTree(), cache.blockSize(), base)) {
            FileHandle file = core.open("data/base/1", OpenFlags.READ_WRITE);
            file.write(0, ByteBuffer.allocateDirect(4).put("here".getBytes()).flip());
            file.close();
        }
    }

    @Test
    void keepsChangesOnceDurable() throws IOException {
        try (WriteCache cache = open()) {
            assertThat(cache.isFresh()).isTrue();
            cache.makeDurable();
            change(cache);
        }
        try (WriteCache cache = open()) {
            assertThat(cache.isFresh()).isFalse();
            assertThat(content(cache)).isEqualTo("here the backup");
        }
    }

    @Test
    void isMadeAnewWhenItWasNeverDurable() throws IOException {
        try (WriteCache cache = open()) {
            change(cache);
        }
        try (WriteCache cache = open()) {
            assertThat(cache.isFresh()).isTrue();
            assertThat(content(cache)).isEqualTo("from the backup");
        }
    }

    @Test
    void upperFilesAreHoles() throws IOException {
        try (WriteCache cache = open()) {
            Path upper = directory.resolve("cache/tree/data/base/1");
            assertThat(upper).hasSize(15);
            assertThat(Files.readString(upper)).isEqualTo("\0".repeat(15));
            assertThat(cache.blockSize()).isPositive();
        }
        assertThat(directory.resolve("cache/pg_wal/000000010000000000000001")).hasContent("wal");
        assertThat(Files.readSymbolicLink(directory.resolve("cache/tree/data/pg_wal")))
                .isEqualTo(directory.resolve("cache/pg_wal"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("cache"))))
                .isEqualTo("rwx--x--x");
    }

    @Test
    void belongsToOneMountAtATime() throws IOException {
        try (WriteCache cache = open()) {
            assertThat(cache.isFresh()).isTrue();
            assertRefused(IDENTITY, Reason.IN_USE);
        }
    }

    @Test
    void belongsToOneBackup() throws IOException {
        open().close();
        assertRefused(new CacheIdentity("m1", "/repository", "c1", "b2", "/mnt/m1"), Reason.FOREIGN);
        assertRefused(new CacheIdentity("m2", "/repository", "c1", "b1", "/mnt/m1"), Reason.FOREIGN);
    }

    @Test
    void takesNoDirectoryThatHoldsSomethingElse() throws IOException {
        Files.createDirectories(directory.resolve("cache"));
        Files.writeString(directory.resolve("cache/letter"), "dear");
        assertRefused(IDENTITY, Reason.FOREIGN);
        assertThat(directory.resolve("cache/letter")).hasContent("dear");
        Files.delete(directory.resolve("cache/letter"));
        Files.createDirectories(directory.resolve("cache/tree/mine"));
        assertRefused(IDENTITY, Reason.FOREIGN);
        assertThat(directory.resolve("cache/tree/mine")).isDirectory();
    }

    @Test
    void refusesAFileSystemWithoutAttributes() throws Exception {
        assumeTrue(Host.effectiveUser() == 0, "only root can mount one");
        Path mountPoint = Files.createDirectory(directory.resolve("ramfs"));
        assertThat(run("mount", "-t", "ramfs", "ramfs", mountPoint.toString())).isZero();
        try {
            assertThatThrownBy(() -> WriteCache.open(mountPoint.resolve("cache"), IDENTITY, base, OWNER))
                    .isInstanceOfSatisfying(WriteCacheException.class, e -> {
                        assertThat(e.reason()).isEqualTo(Reason.UNSUITABLE);
                        assertThat(e.hint()).contains("ext4");
                    })
                    .hasMessageContaining("extended attributes");
        } finally {
            run("umount", mountPoint.toString());
        }
    }

    private static int run(String... command) throws Exception {
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }

    private void assertRefused(CacheIdentity identity, Reason reason) {
        assertThatThrownBy(() -> WriteCache.open(directory.resolve("cache"), identity, base, OWNER))
                .isInstanceOfSatisfying(
                        WriteCacheException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }
}
