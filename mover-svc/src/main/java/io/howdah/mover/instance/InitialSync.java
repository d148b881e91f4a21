package io.howdah.mover.instance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * How a server has everything on disk that a former one wrote, before it recovers: {@code SyncDataDirectory} in fd.c.
 * By {@code fsync} it opens every file there is, through the mount. By {@code syncfs} it names the file systems of the
 * data directory, of each tablespace and, when that is a link, of pg_wal. FUSE does not pass the first ones on; but the
 * link leads into the write cache, and all changes made through the mount lie there, in the same file system. So that
 * one call says it for all of them, as long as this is so.
 */
final class InitialSync {

    static final String FSYNC = "fsync";
    static final String SYNCFS = "syncfs";

    private InitialSync() {}

    /** @return a value of {@code recovery_init_sync_method} */
    static String method(Path data) {
        Path wal = data.resolve("pg_wal");
        try {
            return Files.isSymbolicLink(wal) && isBesideChanges(wal.toRealPath(), data) ? SYNCFS : FSYNC;
        } catch (IOException | UnsupportedOperationException notThere) {
            return FSYNC;
        }
    }

    /** The write cache has the tree of changes beside the WAL. The mount shows the inode numbers of that tree. */
    private static boolean isBesideChanges(Path wal, Path data) throws IOException {
        Path changes = wal.resolveSibling("tree").resolve("data");
        return attribute(changes, "ino").equals(attribute(data, "ino"))
                && attribute(changes, "dev").equals(attribute(wal, "dev"));
    }

    private static Object attribute(Path path, String name) throws IOException {
        return Files.getAttribute(path, "unix:" + name, LinkOption.NOFOLLOW_LINKS);
    }
}
