package io.howdah.mover.instance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InitialSyncTest {

    private static final Path OTHER_FILE_SYSTEM = Path.of("/dev/shm");

    @TempDir
    private Path home;

    private Path data;

    @BeforeEach
    void makeWriteCache() throws IOException {
        data = Files.createDirectories(home.resolve("cache/tree/data"));
        Files.createDirectory(home.resolve("cache/pg_wal"));
    }

    @Test
    void syncsTheFileSystemThatHasTheChangesWhenWalLiesBesideThem() throws IOException {
        Files.createSymbolicLink(data.resolve("pg_wal"), home.resolve("cache/pg_wal"));
        assertThat(InitialSync.method(data)).isEqualTo("syncfs");
    }

    @Test
    void syncsEachFileWhenWalIsNoLink() throws IOException {
        Files.createDirectory(data.resolve("pg_wal"));
        assertThat(InitialSync.method(data)).isEqualTo("fsync");
    }

    @Test
    void syncsEachFileWhenSomebodyHasMovedTheWal() throws IOException {
        Files.createSymbolicLink(data.resolve("pg_wal"), Files.createDirectory(home.resolve("pg_wal")));
        assertThat(InitialSync.method(data)).isEqualTo("fsync");
    }

    @Test
    void syncsEachFileWhenWalIsBesideTheChangesOfAnother() throws IOException {
        Files.createDirectories(home.resolve("other/tree/data"));
        Files.createSymbolicLink(data.resolve("pg_wal"), Files.createDirectory(home.resolve("other/pg_wal")));
        assertThat(InitialSync.method(data)).isEqualTo("fsync");
    }

    @Test
    void syncsEachFileWhenWalIsOnAnotherFileSystem() throws IOException {
        Path other = Files.createTempDirectory(OTHER_FILE_SYSTEM, "howdah");
        try {
            Files.createDirectory(other.resolve("pg_wal"));
            Files.createSymbolicLink(other.resolve("tree"), home.resolve("cache/tree"));
            Files.createSymbolicLink(data.resolve("pg_wal"), other.resolve("pg_wal"));
            assertThat(InitialSync.method(data)).isEqualTo("fsync");
        } finally {
            Files.delete(other.resolve("tree"));
            Files.delete(other.resolve("pg_wal"));
            Files.delete(other);
        }
    }

    @Test
    void syncsEachFileWhenTheWalIsGone() throws IOException {
        Files.createSymbolicLink(data.resolve("pg_wal"), home.resolve("nowhere"));
        assertThat(InitialSync.method(data)).isEqualTo("fsync");
    }
}
