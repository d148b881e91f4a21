package io.howdah.repository.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.howdah.repository.RepositoryException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file system of 4 MB, and what is said when it is full. */
class FullStorageTest {

    private static final int SIZE = 4 << 20;

    @TempDir
    private Path directory;

    private Path small;

    @BeforeEach
    void mount() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root can mount a small file system");
        small = Files.createDirectory(directory.resolve("small"));
        run("mount", "-t", "tmpfs", "-o", "size=" + SIZE, "tmpfs", small.toString());
    }

    @AfterEach
    void unmount() throws Exception {
        if (small != null) {
            run("umount", small.toString());
        }
    }

    private static void run(String... command) throws Exception {
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }

    private static ByteBuffer bytes(int count) {
        return ByteBuffer.allocate(count);
    }

    @Test
    void saysHowMuchIsLeftAndWhere() throws IOException {
        DirectoryStorage storage = new DirectoryStorage(small.resolve("repository"));
        try (ObjectWriter writer = storage.create("clusters/c/blocks")) {
            assertThatThrownBy(() -> {
                        while (true) {
                            writer.write(bytes(1 << 20));
                        }
                    })
                    .isInstanceOf(StorageFullException.class)
                    .hasMessageContaining(small + "/repository is full: 0 bytes are left");
        }
        storage.deleteAll("clusters/c");
        storage.put("there", new byte[1 << 20]);
    }

    @Test
    void keepsTheReserveFree() throws IOException {
        DirectoryStorage storage = new DirectoryStorage(small.resolve("repository"), 3 << 20);
        try (ObjectWriter writer = storage.create("clusters/c/blocks")) {
            writer.write(bytes(512 << 10));
            assertThatThrownBy(() -> writer.write(bytes(1 << 20)))
                    .isInstanceOf(StorageFullException.class)
                    .hasMessageContaining("and " + (3 << 20) + " stay free");
        }
        assertThat(Files.getFileStore(small).getUsableSpace()).isGreaterThanOrEqualTo(3 << 20);
    }

    @Test
    void whatWasNotReplacedLeavesNothing() throws IOException {
        DirectoryStorage storage = new DirectoryStorage(small.resolve("repository"));
        storage.put("wal", new byte[1 << 20]);
        assertThatThrownBy(() -> storage.put("wal", new byte[SIZE])).isInstanceOf(StorageFullException.class);
        assertThat(small.resolve("repository")).isDirectoryContaining("glob:**/wal");
        try (var files = Files.list(small.resolve("repository"))) {
            assertThat(files.map(file -> file.getFileName().toString()).toList())
                    .isEqualTo(List.of("wal"));
        }
        assertThat(Files.size(small.resolve("repository/wal"))).isEqualTo(1 << 20);
    }

    @Test
    void isAProblemOfItsOwn() {
        RepositoryException full = RepositoryException.storage(
                "cannot write x", new StorageFullException("/repository is full: 7 bytes are left", null));
        assertThat(full.code()).isEqualTo(RepositoryException.Code.REPOSITORY_FULL);
        assertThat(full).hasMessage("cannot write x: repository /repository is full: 7 bytes are left");
        assertThat(full.hint()).contains("delete backups");
    }
}
