package io.howdah.mount.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Directories of ours that are made when they are absent. */
final class Directories {

    private Directories() {}

    /**
     * @param permissions of the directory if it is made here, such as {@code rwx--x--x}; one that exists is left as it
     *     is
     * @throws IOException when it can neither be made nor written to
     */
    static void ensure(Path directory, String permissions) throws IOException {
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(directory);
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(permissions));
        }
        if (!Files.isWritable(directory)) {
            throw new IOException("user " + OsUsers.ownName() + " may not write to it");
        }
    }
}
