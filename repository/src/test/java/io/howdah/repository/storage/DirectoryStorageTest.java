package io.howdah.repository.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.repository.ChildJvm;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryStorageTest {

    @TempDir
    Path directory;

    private DirectoryStorage storage;

    @BeforeEach
    void open() throws IOException {
        storage = new DirectoryStorage(directory.resolve("a/b"));
    }

    @Test
    void putsWholeObjectsAndReplacesThem() throws IOException {
        storage.put("x/y/object", bytes("first"));
        storage.put("x/y/object", bytes("second"));
        assertThat(read("x/y/object", 0, 100)).isEqualTo("second");
        assertThat(read("x/y/object", 3, 2)).isEqualTo("on");
        assertThat(read("x/y/object", 50, 2)).isEmpty();
        assertThat(storage.list("x/y")).containsExactly("object");
        assertThat(storage.list("x")).containsExactly("y/");
        assertThat(storage.list("")).containsExactly("x/");
        assertThat(storage.list("nothing")).isEmpty();
    }

    @Test
    void writesLargeObjectsInPieces() throws IOException {
        try (ObjectWriter writer = storage.create("large")) {
            writer.write(ByteBuffer.wrap(bytes("one ")));
            writer.write(ByteBuffer.wrap(bytes("two")));
            writer.finish();
        }
        assertThat(read("large", 0, 100)).isEqualTo("one two");
    }

    @Test
    void letsGroupReadAndOthersNot() throws IOException {
        storage.put("x/object", bytes("content"));
        assertThat(mode("a/b")).isEqualTo("rwxr-x---");
        assertThat(mode("a/b/x")).isEqualTo("rwxr-x---");
        assertThat(mode("a/b/x/object")).isEqualTo("rw-r-----");
    }

    @Test
    void deletesAnythingTwice() throws IOException {
        storage.put("x/y/object", bytes("content"));
        storage.put("x/y/z/other", bytes("content"));
        storage.delete("x/y/object");
        storage.delete("x/y/object");
        assertThat(storage.exists("x/y/object")).isFalse();
        storage.deleteAll("x/y");
        storage.deleteAll("x/y");
        assertThat(storage.list("x")).isEmpty();
        assertThatThrownBy(() -> storage.open("x/y/object")).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void refusesToLeaveItsDirectory() {
        assertThatThrownBy(() -> storage.put("../outside", bytes("content")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> storage.deleteAll("x/../..")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> storage.open("/etc/passwd")).isInstanceOf(IllegalArgumentException.class);
        assertThat(directory.resolve("a/outside")).doesNotExist();
    }

    @Test
    void sharesLocksAmongReadersOnly() throws IOException {
        Lock first = Objects.requireNonNull(storage.tryLock("lock", true));
        Lock second = Objects.requireNonNull(new DirectoryStorage(directory.resolve("a/b")).tryLock("lock", true));
        first.close();
        first.close();
        assertThat(storage.tryLock("lock", false)).isNull();
        second.close();
        try (Lock exclusive = storage.tryLock("lock", false)) {
            assertThat(exclusive).isNotNull();
            assertThat(storage.tryLock("lock", true)).isNull();
            assertThat(storage.tryLock("lock", false)).isNull();
        }
        try (Lock exclusive = storage.tryLock("lock", false)) {
            assertThat(exclusive).isNotNull();
        }
    }

    @Test
    void freesTheLocksOfAKilledProcess() throws Exception {
        try (ChildJvm holder =
                ChildJvm.start(LockHolder.class, directory.resolve("a/b").toString())) {
            assertThat(holder.readLine()).isEqualTo("locked");
            assertThat(storage.tryLock("lock", true)).isNull();
            holder.kill();
        }
        try (Lock exclusive = storage.tryLock("lock", false)) {
            assertThat(exclusive).isNotNull();
        }
    }

    /** Holds a lock until it is killed. */
    static final class LockHolder {

        private LockHolder() {}

        public static void main(String[] args) throws IOException {
            Lock lock = Objects.requireNonNull(new DirectoryStorage(Path.of(args[0])).tryLock("lock", false));
            ChildJvm.tell("locked");
            new CompletableFuture<Void>().thenRun(lock::close).join();
        }
    }

    @Test
    void goesOnReadingAfterAReaderWasInterrupted() throws Exception {
        storage.put("object", bytes("content"));
        try (ObjectReader reader = storage.open("object")) {
            Thread interrupted = Thread.ofPlatform().start(() -> {
                Thread.currentThread().interrupt();
                assertThatThrownBy(() -> reader.read(0, ByteBuffer.allocate(3))).isInstanceOf(IOException.class);
            });
            interrupted.join();
            assertThat(reader.size()).isEqualTo(7);
            assertThat(reader.read(0, ByteBuffer.allocate(3))).isEqualTo(3);
        }
    }

    private String mode(String path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve(path)));
    }

    private String read(String path, long offset, int length) throws IOException {
        try (ObjectReader reader = storage.open(path)) {
            ByteBuffer target = ByteBuffer.allocate(length);
            int read = reader.read(offset, target);
            return new String(target.array(), 0, read, StandardCharsets.UTF_8);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
