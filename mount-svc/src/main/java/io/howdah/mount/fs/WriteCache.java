package io.howdah.mount.fs;

import io.howdah.mount.fs.WriteCacheException.Reason;
import io.howdah.mount.os.Directory;
import io.howdah.mount.os.Errno;
import io.howdah.mount.os.ErrnoException;
import io.howdah.mount.os.Fd;
import io.howdah.mount.os.OpenFlags;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The directory that holds every change made after publishing:
 *
 * <pre>
 * lock               held while mounted
 * cache.properties   whose it is, see {@link CacheIdentity}
 * tree/              the upper tree, as sparse files
 * pg_wal/            the WAL, reached past the mount
 * durable            made when the fresh tree was on disk; the size of its blocks
 * </pre>
 *
 * A crash before {@code durable} leaves a tree on which nothing was acknowledged; it is made anew. A crash after it
 * leaves what was synced.
 */
public final class WriteCache implements AutoCloseable {

    private static final String LOCK = "lock";
    private static final String IDENTITY = "cache.properties";
    private static final String UNFINISHED = ".unfinished";
    private static final String TREE = "tree";
    private static final String WAL = "pg_wal";
    private static final String DURABLE = "durable";
    private static final List<String> OWN_NAMES =
            List.of(LOCK, IDENTITY, TREE, WAL, DURABLE, UNFINISHED, CacheProbe.NAME);

    private final Path path;
    private final Directory directory;
    private final FileChannel lockChannel;
    private final boolean fresh;
    private final int blockSize;

    private WriteCache(Path path, Directory directory, FileChannel lockChannel, boolean fresh, int blockSize) {
        this.path = path;
        this.directory = directory;
        this.lockChannel = lockChannel;
        this.fresh = fresh;
        this.blockSize = blockSize;
    }

    /** Who owns what is seen through the mount. */
    public record Owner(int uid, int gid) {}

    /**
     * Takes a write cache, and makes it if it is not there. One that was not yet durable is made anew.
     *
     * @throws WriteCacheException with the reason why it cannot be had
     */
    public static WriteCache open(Path path, CacheIdentity identity, Base base, Owner owner)
            throws WriteCacheException {
        try {
            return tryOpen(path, identity, base, owner);
        } catch (WriteCacheException e) {
            throw e;
        } catch (IOException e) {
            throw explain(path, e);
        }
    }

    private static WriteCache tryOpen(Path path, CacheIdentity identity, Base base, Owner owner) throws IOException {
        Files.createDirectories(path.toAbsolutePath().getParent());
        if (!Files.isDirectory(path)) {
            Files.createDirectory(path);
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx--x--x"));
        }
        @Nullable Directory directory = null;
        @Nullable FileChannel lock = null;
        boolean opened = false;
        try {
            directory = Directory.open(path);
            checkContent(path, directory);
            lock = lock(path);
            boolean fresh = !isDurable(path, identity);
            int blockSize = blockSize(path, directory, fresh);
            WriteCache cache = new WriteCache(path, directory, lock, fresh, blockSize);
            if (fresh) {
                cache.make(identity, base, owner);
            } else {
                directory.fd().syncFileSystem();
            }
            opened = true;
            return cache;
        } finally {
            if (!opened) {
                if (lock != null) {
                    lock.close();
                }
                if (directory != null) {
                    directory.close();
                }
            }
        }
    }

    private static void checkContent(Path path, Directory directory) throws IOException {
        for (Directory.Entry entry : directory.list()) {
            if (!OWN_NAMES.contains(entry.name())) {
                throw new WriteCacheException(
                        Reason.FOREIGN,
                        path + " is no write cache: it contains " + entry.name(),
                        "name a directory that is empty or does not exist yet",
                        null);
            }
        }
    }

    private static FileChannel lock(Path path) throws IOException {
        FileChannel channel = FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            @Nullable FileLock lock = channel.tryLock();
            if (lock != null) {
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            channel.close();
            throw inUse(path, e);
        }
        channel.close();
        throw inUse(path, null);
    }

    private static WriteCacheException inUse(Path path, @Nullable Throwable cause) {
        return new WriteCacheException(
                Reason.IN_USE, "write cache " + path + " is in use by another worker", "unmount that one first", cause);
    }

    private static boolean isDurable(Path path, CacheIdentity identity) throws IOException {
        Path file = path.resolve(IDENTITY);
        if (!Files.exists(file)) {
            if (Files.exists(path.resolve(TREE)) || Files.exists(path.resolve(WAL))) {
                throw new WriteCacheException(
                        Reason.FOREIGN,
                        path + " does not say whose write cache it is: " + IDENTITY + " is missing",
                        "name a directory that is empty or does not exist yet",
                        null);
            }
            return false;
        }
        CacheIdentity present;
        try {
            present = CacheIdentity.read(Files.readString(file));
        } catch (IOException e) {
            throw new WriteCacheException(
                    Reason.FOREIGN, file + " cannot be understood: " + e.getMessage(), "remove " + path, e);
        }
        if (!present.equals(identity)) {
            throw new WriteCacheException(
                    Reason.FOREIGN,
                    "write cache " + path + " belongs to " + present + ", not to " + identity,
                    "name another directory, or remove this one with all the changes in it",
                    null);
        }
        return Files.exists(path.resolve(DURABLE));
    }

    /** Known of a cache that was used before, whose file system may be full and have no room for a probe. */
    private static int blockSize(Path path, Directory directory, boolean fresh) throws IOException {
        String known = fresh ? "" : Files.readString(path.resolve(DURABLE)).strip();
        return known.isEmpty() ? CacheProbe.blockSize(directory, path.toString()) : Integer.parseInt(known);
    }

    private void make(CacheIdentity identity, Base base, Owner owner) throws IOException {
        put(IDENTITY, identity.write());
        directory.removeTree(TREE);
        directory.removeTree(WAL);
        directory.makeDirectory(WAL, 0700);
        directory.makeDirectory(TREE, 0755);
        directory.chmod(WAL, 0700);
        directory.chmod(TREE, 0755);
        try (Directory tree = directory.openDirectory(TREE);
                Directory wal = directory.openDirectory(WAL)) {
            ClusterLayout layout = new ClusterLayout(
                    Path.of(identity.mountPoint()), path.toAbsolutePath().resolve(WAL));
            new FreshTree(tree, wal, layout, base, owner).make();
        }
    }

    /** Makes a file that is there whole or not at all, whatever fails, and is on disk then. */
    private void put(String name, String text) throws IOException {
        try (Fd fd = directory.open(UNFINISHED, OpenFlags.WRITE_ONLY | OpenFlags.CREATE | OpenFlags.TRUNCATE, 0600)) {
            FreshTree.write(fd, text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            fd.sync();
        }
        directory.rename(UNFINISHED, name);
        directory.fd().sync();
    }

    /** @return whether the tree was made just now and is not on disk before {@link #makeDurable} returns */
    public boolean isFresh() {
        return fresh;
    }

    /** @return bytes of the blocks that tell the cache from the backup */
    public int blockSize() {
        return blockSize;
    }

    /** Waits until the fresh tree is on disk, and notes that it is. Nothing to do for a cache that was there before. */
    public void makeDurable() throws WriteCacheException {
        if (!fresh) {
            return;
        }
        try {
            directory.fd().syncFileSystem();
            put(DURABLE, Integer.toString(blockSize));
        } catch (IOException e) {
            throw explain(path, e);
        }
    }

    /** @return the upper tree, to be closed by who asked for it */
    public Directory openTree() throws IOException {
        return directory.openDirectory(TREE);
    }

    private static WriteCacheException explain(Path path, IOException e) {
        if (e instanceof WriteCacheException known) {
            return known;
        }
        return switch (errno(e)) {
            case Errno.ENOSPC, Errno.EDQUOT ->
                new WriteCacheException(
                        Reason.FULL,
                        "there is no space left for write cache " + path,
                        "free space or inodes there, or put the write cache elsewhere",
                        e);
            default ->
                new WriteCacheException(
                        Reason.FAILED,
                        "write cache " + path + " cannot be used: " + e.getMessage(),
                        "see that the directory is on a writable file system and belongs to the user that mounts",
                        e);
        };
    }

    /** The Java platform knows errors by the C library's words only. */
    private static int errno(IOException e) {
        return switch (e) {
            case ErrnoException system -> system.errno();
            case FileSystemException java when "No space left on device".equals(java.getReason()) -> Errno.ENOSPC;
            case FileSystemException java when "Disk quota exceeded".equals(java.getReason()) -> Errno.EDQUOT;
            default -> 0;
        };
    }

    /** Lets the lock go. The cache stays where it is. */
    @Override
    public void close() throws IOException {
        try (lockChannel) {
            directory.close();
        }
    }
}
