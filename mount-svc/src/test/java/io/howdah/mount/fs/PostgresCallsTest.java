package io.howdah.mount.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.mount.os.Directory;
import io.howdah.mount.os.Errno;
import io.howdah.mount.os.ErrnoException;
import io.howdah.mount.os.OpenFlags;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What PostgreSQL does to its files, call by call; the names are those of its functions in fd.c, md.c, slru.c and
 * xlog.c.
 */
class PostgresCallsTest {

    private static final int PAGE = 8192;
    private static final FsCore.Caller CALLER = new FsCore.Caller(0, 0);

    @TempDir
    private Path directory;

    private WriteCache cache;
    private FsCore core;

    private final MemoryBase base = new MemoryBase()
            .directory("data")
            .directory("data/base")
            .directory("data/base/5")
            .directory("data/global")
            .file("data/base/5/16384", pages(4))
            .file("data/global/pg_control", pages(1))
            .file("data/backup_label", "START WAL LOCATION".getBytes());

    private static byte[] pages(int count) {
        byte[] content = new byte[count * PAGE];
        for (int at = 0; at < content.length; at++) {
            content[at] = (byte) (1 + at / PAGE);
        }
        return content;
    }

    @BeforeEach
    void mount() throws IOException {
        CacheIdentity identity = new CacheIdentity("m1", "/repository", "c1", "b1", "/mnt/m1");
        cache = WriteCache.open(directory.resolve("cache"), identity, base, new WriteCache.Owner(0, 0));
        core = new FsCore(cache.openTree(), cache.blockSize(), base);
    }

    @AfterEach
    void unmount() throws IOException {
        core.close();
        cache.close();
    }

    private static ByteBuffer page(int value) {
        ByteBuffer page = ByteBuffer.allocateDirect(PAGE);
        while (page.hasRemaining()) {
            page.put((byte) value);
        }
        return page.flip();
    }

    private static int firstByte(FileHandle file, int page) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(PAGE);
        return file.read((long) page * PAGE, buffer) == 0 ? -1 : buffer.get(0);
    }

    /** SyncDataDirectory: every file is opened read-write, synced and closed. Nothing moves into the cache by that. */
    @Test
    void syncDataDirectory() throws IOException {
        for (String path : List.of("data/base/5/16384", "data/global/pg_control", "data/backup_label")) {
            FileHandle file = core.open(path, OpenFlags.READ_WRITE);
            file.sync();
            file.close();
            Path upper = directory.resolve("cache/tree").resolve(path);
            assertThat(Files.readAllBytes(upper)).containsOnly(0);
        }
    }

    /** mdextend and FlushBuffer, then register_dirty_segment's sync through another descriptor. */
    @Test
    void extendWriteAndSyncElsewhere() throws IOException {
        FileHandle backend = core.open("data/base/5/16384", OpenFlags.READ_WRITE);
        backend.write(4L * PAGE, page(0));
        backend.write(1L * PAGE, page(77));
        backend.close();
        FileHandle checkpointer = core.open("data/base/5/16384", OpenFlags.READ_WRITE);
        checkpointer.sync();
        assertThat(firstByte(checkpointer, 0)).isEqualTo(1);
        assertThat(firstByte(checkpointer, 1)).isEqualTo(77);
        assertThat(firstByte(checkpointer, 2)).isEqualTo(3);
        assertThat(firstByte(checkpointer, 4)).isZero();
        assertThat(checkpointer.status().size()).isEqualTo(5L * PAGE);
        checkpointer.close();
    }

    /** mdtruncate of VACUUM, then the relation grows again, with posix_fallocate since PostgreSQL 16. */
    @Test
    void vacuumTruncatesAndTheRelationGrowsAgain() throws IOException {
        FileHandle file = core.open("data/base/5/16384", OpenFlags.READ_WRITE);
        file.truncate(2L * PAGE);
        file.allocate(false, 2L * PAGE, 6L * PAGE);
        assertThat(file.status().size()).isEqualTo(8L * PAGE);
        assertThat(firstByte(file, 1)).isEqualTo(2);
        for (int page = 2; page < 8; page++) {
            assertThat(firstByte(file, page)).isZero();
        }
        file.close();
    }

    /** mdunlink: the first segment is truncated and stays until the next checkpoint, while others have it open. */
    @Test
    void dropTable() throws IOException {
        FileHandle other = core.open("data/base/5/16384", OpenFlags.READ_WRITE);
        core.truncate("data/base/5/16384", 0);
        assertThat(firstByte(other, 0)).isEqualTo(-1);
        core.unlink("data/base/5/16384");
        assertThatThrownBy(() -> core.open("data/base/5/16384", OpenFlags.READ_WRITE))
                .isInstanceOfSatisfying(
                        ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENOENT));
        FileHandle again = core.create("data/base/5/16384", OpenFlags.READ_WRITE | OpenFlags.EXCLUSIVE, 0600, CALLER);
        assertThat(firstByte(again, 0)).isEqualTo(-1);
        again.close();
        other.close();
    }

    /** durable_rename: sync the file, rename it, sync it under its new name and then the directory. */
    @Test
    void durableRename() throws IOException {
        FileHandle fresh =
                core.create("data/global/pg_control.tmp", OpenFlags.READ_WRITE | OpenFlags.EXCLUSIVE, 0600, CALLER);
        fresh.write(0, page(9));
        fresh.sync();
        fresh.close();
        FileHandle reader = core.open("data/global/pg_control", OpenFlags.READ_ONLY);
        core.rename("data/global/pg_control.tmp", "data/global/pg_control");
        FileHandle renamed = core.open("data/global/pg_control", OpenFlags.READ_WRITE);
        renamed.sync();
        DirectoryHandle parent = core.openDirectory("data/global");
        parent.sync();
        assertThat(parent.list()).extracting(Directory.Entry::name).containsExactly("pg_control");
        assertThat(firstByte(renamed, 0)).isEqualTo(9);
        assertThat(firstByte(reader, 0)).isEqualTo(1);
        parent.close();
        renamed.close();
        reader.close();
    }

    /**
     * The end of recovery from a backup: backup_label becomes backup_label.old, which is the backup's content still.
     */
    @Test
    void backupLabelIsRenamed() throws IOException {
        core.rename("data/backup_label", "data/backup_label.old");
        FileHandle old = core.open("data/backup_label.old", OpenFlags.READ_ONLY);
        ByteBuffer content = ByteBuffer.allocateDirect(100);
        assertThat(old.read(0, content)).isEqualTo("START WAL LOCATION".length());
        old.close();
    }

    /** createdb and dropdb: copydir, then rmtree. */
    @Test
    void copyAndRemoveADatabase() throws IOException {
        core.makeDirectory("data/base/6", 0700, CALLER);
        FileHandle from = core.open("data/base/5/16384", OpenFlags.READ_ONLY);
        FileHandle to = core.create("data/base/6/16384", OpenFlags.READ_WRITE | OpenFlags.EXCLUSIVE, 0600, CALLER);
        ByteBuffer buffer = ByteBuffer.allocateDirect(8 * PAGE);
        from.read(0, buffer);
        to.write(0, buffer.flip());
        to.sync();
        assertThat(firstByte(to, 3)).isEqualTo(4);
        to.close();
        from.close();
        for (String path : List.of("data/base/5", "data/base/6")) {
            core.unlink(path + "/16384");
            core.removeDirectory(path);
        }
        assertThat(core.openFiles()).isZero();
        DirectoryHandle databases = core.openDirectory("data/base");
        assertThat(databases.list()).isEmpty();
        databases.close();
    }
}
