package io.howdah.repository.read;

import io.howdah.repository.stream.FileKind;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One row of the file table.
 *
 * @param index in the file table
 * @param path logical path
 * @param mode permission bits
 * @param size bytes
 * @param target of a link, else null
 */
public record FileEntry(
        int index,
        String path,
        FileKind kind,
        int mode,
        long size,
        Instant modified,
        @Nullable String target) {

    public enum Type {
        DIRECTORY,
        FILE,
        SYMLINK
    }

    public Type type() {
        return switch (kind) {
            case DIRECTORY -> Type.DIRECTORY;
            case LINK -> Type.SYMLINK;
            default -> Type.FILE;
        };
    }
}
