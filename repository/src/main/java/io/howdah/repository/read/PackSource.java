package io.howdah.repository.read;

import io.howdah.repository.RepositoryException;
import io.howdah.repository.storage.ObjectReader;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * An open blocks file.
 *
 * @param number within the cache
 * @param path for messages
 */
record PackSource(int number, String backupId, String path, ObjectReader reader) {

    RepositoryException corrupt(long offset, String what, @Nullable Throwable cause) {
        return new RepositoryException(
                RepositoryException.Code.BLOCK_CORRUPT,
                "backup " + backupId + ": the block at offset " + offset + " of " + path + " is damaged: " + what,
                "restore that file from a copy, or use another backup",
                cause);
    }

    RepositoryException failed(long offset, IOException cause) {
        return RepositoryException.storage(
                "backup " + backupId + ": cannot read " + path + " at offset " + offset, cause);
    }
}
