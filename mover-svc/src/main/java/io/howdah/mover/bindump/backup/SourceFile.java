package io.howdah.mover.bindump.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;

/**
 * A file or directory of the cluster that belongs to the backup.
 *
 * @param path logical path, see {@link Layout}; its last component is the file's name
 * @param mode permission bits
 * @param size bytes when it was listed
 * @param modifiedMillis since the epoch
 * @param relation whether it is a relation's, made of pages
 */
record SourceFile(String path, boolean directory, int mode, long size, long modifiedMillis, boolean relation) {

    /**
     * As the file now is, links followed.
     *
     * @throws java.nio.file.NoSuchFileException when it has vanished
     */
    static SourceFile of(String logical, Path path, boolean relation) throws IOException {
        PosixFileAttributes attributes = Files.readAttributes(path, PosixFileAttributes.class);
        int mode = 0;
        for (PosixFilePermission permission : attributes.permissions()) {
            mode |= 0400 >> permission.ordinal();
        }
        boolean directory = attributes.isDirectory();
        return new SourceFile(
                logical,
                directory,
                mode,
                directory ? 0 : attributes.size(),
                attributes.lastModifiedTime().toMillis(),
                relation);
    }

    String name() {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
