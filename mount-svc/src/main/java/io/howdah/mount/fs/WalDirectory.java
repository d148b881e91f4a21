package io.howdah.mount.fs;

import io.howdah.mount.os.Directory;
import io.howdah.mount.os.Errno;
import io.howdah.mount.os.ErrnoException;
import io.howdah.mount.os.FileStatus;
import io.howdah.mount.os.Mode;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The directory {@code wal}, which cannot be written to: the backup's own WAL, so that a backup needs nothing else to
 * be opened, and what is archived of the cluster's.
 */
final class WalDirectory {

    static final String PATH = "wal";

    private static final String BELOW = PATH + "/";

    /** As PostgreSQL has them: it opens its copy for writing, and cp gives a copy the mode of the original. */
    private static final int PERMISSIONS = 0600;

    private static final int STATUS_BLOCK = 512;

    /** Apart from the numbers that file systems give. */
    private static final long INODES = 1L << 62;

    private static final long INODE_BITS = INODES - 1;

    private final Directory root;
    private final ArchivedWal archived;

    WalDirectory(Directory root, ArchivedWal archived) {
        this.root = root;
        this.archived = archived;
    }

    static boolean contains(String path) {
        return path.equals(PATH) || isBelow(path);
    }

    static boolean isBelow(String path) {
        return path.startsWith(BELOW);
    }

    /** @param path below the directory */
    FileStatus status(String path) throws IOException {
        try {
            return root.status(path);
        } catch (ErrnoException e) {
            if (e.errno() != Errno.ENOENT) {
                throw e;
            }
            String name = name(path);
            OptionalLong size = archived.size(name);
            if (size.isEmpty()) {
                throw e;
            }
            return status(name, size.getAsLong());
        }
    }

    /** Empty when the backup has it itself, or nobody has. */
    boolean hasArchived(String path) throws IOException {
        return !isOwn(path) && archived.size(name(path)).isPresent();
    }

    private boolean isOwn(String path) throws IOException {
        try {
            root.status(path);
            return true;
        } catch (ErrnoException e) {
            if (e.errno() == Errno.ENOENT) {
                return false;
            }
            throw e;
        }
    }

    /** Opens what is archived. */
    FileHandle open(String path) throws IOException {
        String name = name(path);
        return new ArchivedWalHandle(name, archived, status(path));
    }

    /** @param own what the backup has itself */
    List<Directory.Entry> entries(List<Directory.Entry> own) throws IOException {
        Set<String> names = own.stream().map(Directory.Entry::name).collect(Collectors.toCollection(HashSet::new));
        Stream<Directory.Entry> more = archived.names().stream()
                .filter(names::add)
                .map(name -> new Directory.Entry(name, inode(name), Mode.REGULAR));
        return Stream.concat(own.stream(), more).toList();
    }

    /** Who may read the directory may read what is in it. */
    private FileStatus status(String name, long size) throws IOException {
        FileStatus directory = root.status(PATH);
        return new FileStatus(
                inode(name),
                Mode.REGULAR | PERMISSIONS,
                1,
                directory.uid(),
                directory.gid(),
                0,
                size,
                directory.blockSize(),
                (size + STATUS_BLOCK - 1) / STATUS_BLOCK,
                directory.modified(),
                directory.modified(),
                directory.modified());
    }

    private static String name(String path) {
        return path.substring(BELOW.length());
    }

    /** Of a name of hexadecimal digits, a number that no other such name has but by a rare chance. */
    private static long inode(String name) {
        long hash = 1125899906842597L;
        for (int i = 0; i < name.length(); i++) {
            hash = 31 * hash + name.charAt(i);
        }
        return INODES | (hash & INODE_BITS);
    }
}
