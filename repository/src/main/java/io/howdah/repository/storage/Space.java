package io.howdah.repository.storage;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How much more may be written to a file system. */
final class Space {

    /** ENOSPC and EDQUOT, in the C library's words. */
    private static final List<String> FULL = List.of("No space left on device", "Disk quota exceeded");

    private final Path root;
    private final FileStore store;
    private final long reserve;

    /** @param reserve bytes that are to stay free */
    Space(Path root, long reserve) throws IOException {
        this.root = root;
        this.store = Files.getFileStore(root);
        this.reserve = reserve;
    }

    /** Says no before the last bytes are taken, which others need more urgently. */
    void require(long bytes) throws IOException {
        long left = store.getUsableSpace();
        if (left - bytes < reserve) {
            throw full(left, null);
        }
    }

    /** @return what to throw for a write that failed */
    IOException explain(IOException failure) throws IOException {
        String message = String.valueOf(failure.getMessage());
        return FULL.stream().anyMatch(message::contains) ? full(store.getUsableSpace(), failure) : failure;
    }

    private StorageFullException full(long left, @Nullable Throwable cause) {
        return new StorageFullException(
                root + " is full: " + left + " bytes are left"
                        + (reserve == 0 ? "" : ", and " + reserve + " stay free"),
                cause);
    }
}
