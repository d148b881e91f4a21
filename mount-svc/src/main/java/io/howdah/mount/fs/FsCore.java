package io.howdah.mount.fs;

import io.howdah.mount.os.Directory;
import io.howdah.mount.os.Errno;
import io.howdah.mount.os.ErrnoException;
import io.howdah.mount.os.Fd;
import io.howdah.mount.os.FileStatus;
import io.howdah.mount.os.Host;
import io.howdah.mount.os.OpenFlags;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The file system: a backup, seen through a write cache. Names, permissions and times are those of the upper tree, and
 * the operations on them are the native ones; only the content of files is put together, see {@link UpperFile}.
 *
 * <p>Paths are relative, {@code ""} is the top. Failures that POSIX knows are {@link ErrnoException}s; any other
 * exception means that backup or cache are damaged. Whether the caller may do what it asks for is checked before, by
 * the kernel. Safe for use by several threads.
 */
public final class FsCore implements AutoCloseable {

    private final Directory root;
    private final UnsyncedFiles unsynced = new UnsyncedFiles();
    private final ReadCounter cacheReads = new ReadCounter();
    private final OpenFiles files;
    private final WalDirectory wal;
    private final boolean privileged = Host.effectiveUser() == 0;
    private final int group = Host.effectiveGroup();

    /** Who makes a file, and so comes to own it. */
    public record Caller(int uid, int gid) {}

    /**
     * @param root the upper tree, closed with this
     * @param blockSize of the file system it is on, in bytes
     */
    public FsCore(Directory root, int blockSize, Base base) throws IOException {
        this.root = root;
        this.files = new OpenFiles(root, blockSize, new BaseIndex(base), unsynced, cacheReads);
        this.wal = new WalDirectory(root, base.wal());
    }

    public FileStatus status(String path) throws IOException {
        return WalDirectory.isBelow(path) ? wal.status(path) : root.status(path);
    }

    public String readSymlink(String path) throws IOException {
        return root.readSymlink(path);
    }

    public DirectoryHandle openDirectory(String path) throws IOException {
        DirectoryHandle.Listing listing = path.equals(WalDirectory.PATH) ? wal::entries : present -> present;
        return new DirectoryHandle(root.openDirectory(path), unsynced, listing);
    }

    /** @param flags of {@code open(2)}, see {@link OpenFlags}; access mode and O_TRUNC are heeded */
    public FileHandle open(String path, int flags) throws IOException {
        boolean write = OpenFlags.writes(flags) || (flags & OpenFlags.TRUNCATE) != 0;
        if (write) {
            checkWritable(path);
        }
        if (WalDirectory.isBelow(path) && wal.hasArchived(path)) {
            return wal.open(path);
        }
        return handle(files.acquire(path, write), flags);
    }

    private FileHandle handle(UpperFile file, int flags) throws IOException {
        if ((flags & OpenFlags.TRUNCATE) != 0) {
            try {
                file.truncate(0);
            } catch (IOException | RuntimeException e) {
                files.release(file);
                throw e;
            }
        }
        return new UpperFileHandle(files, file, OpenFlags.writes(flags));
    }

    /** Opens a file and makes it if need be, as {@code open(2)} does with O_CREAT. */
    public FileHandle create(String path, int flags, int permissions, Caller caller) throws IOException {
        checkWritable(path);
        Fd fd;
        try {
            fd = root.open(path, OpenFlags.READ_WRITE | OpenFlags.CREATE | OpenFlags.EXCLUSIVE, permissions);
        } catch (ErrnoException e) {
            if (e.errno() == Errno.EEXIST && (flags & OpenFlags.EXCLUSIVE) == 0) {
                return open(path, flags);
            }
            throw e;
        }
        unsynced.namespaceChanged();
        UpperFile file = files.adopt(fd, true);
        unsynced.attributesChanged(file.inode());
        try {
            if (privileged) {
                fd.chown(caller.uid(), ownGroup(fd.status(), caller));
            }
        } catch (IOException | RuntimeException e) {
            files.release(file);
            root.unlink(path);
            throw e;
        }
        return new UpperFileHandle(files, file, OpenFlags.writes(flags));
    }

    /** A directory with the set-group-ID bit has given the file its own group, which then stays. */
    private int ownGroup(FileStatus made, Caller caller) {
        return made.gid() == group ? caller.gid() : -1;
    }

    private void own(String path, Caller caller) throws IOException {
        unsynced.namespaceChanged();
        if (privileged) {
            root.chown(path, caller.uid(), ownGroup(root.status(path), caller));
        }
    }

    public void makeDirectory(String path, int permissions, Caller caller) throws IOException {
        checkWritable(path);
        root.makeDirectory(path, permissions);
        own(path, caller);
    }

    /** Makes a file, a pipe or a socket. */
    public void makeNode(String path, int mode, long device, Caller caller) throws IOException {
        checkWritable(path);
        root.makeNode(path, mode, device);
        own(path, caller);
    }

    public void makeSymlink(String target, String path, Caller caller) throws IOException {
        checkWritable(path);
        root.makeSymlink(target, path);
        own(path, caller);
    }

    public void link(String from, String to) throws IOException {
        checkWritable(from);
        checkWritable(to);
        root.link(from, to);
        unsynced.namespaceChanged();
    }

    public void unlink(String path) throws IOException {
        checkWritable(path);
        Removal removal = removal(path);
        root.unlink(path);
        removed(removal);
    }

    public void removeDirectory(String path) throws IOException {
        checkWritable(path);
        root.removeDirectory(path);
        unsynced.namespaceChanged();
    }

    public void rename(String from, String to) throws IOException {
        checkWritable(from);
        checkWritable(to);
        Removal replaced = removal(to);
        boolean twoFiles = removal(from).inode() != replaced.inode();
        root.rename(from, to);
        if (twoFiles) {
            removed(replaced);
        }
        unsynced.namespaceChanged();
    }

    /**
     * What is known of a file that is about to lose a name; why that may be nothing, the removal itself says better.
     */
    private Removal removal(String path) {
        try {
            FileStatus status = root.status(path);
            return new Removal(status.inode(), status.links() == 1 ? unsynced.lastChange(status.inode()) : null);
        } catch (ErrnoException e) {
            return new Removal(0, null);
        }
    }

    /** @param lastChange what of it is not on disk yet; nobody can ask for that once its last name is gone */
    private record Removal(long inode, UnsyncedFiles.@Nullable Change lastChange) {}

    private void removed(Removal removal) {
        unsynced.namespaceChanged();
        unsynced.forget(removal.inode(), removal.lastChange());
    }

    public void chmod(String path, int permissions) throws IOException {
        checkWritable(path);
        root.chmod(path, permissions);
        unsynced.attributesChanged(root.status(path).inode());
    }

    /** @param uid the new owner, or -1 to leave it; so is {@code gid} */
    public void chown(String path, int uid, int gid) throws IOException {
        checkWritable(path);
        root.chown(path, uid, gid);
        unsynced.attributesChanged(root.status(path).inode());
    }

    public void setTimes(String path, FileStatus.Time accessed, FileStatus.Time modified) throws IOException {
        checkWritable(path);
        root.setTimes(path, accessed, modified);
        unsynced.attributesChanged(root.status(path).inode());
    }

    public void truncate(String path, long size) throws IOException {
        FileHandle handle = open(path, OpenFlags.WRITE_ONLY);
        try {
            handle.truncate(size);
        } finally {
            handle.close();
        }
    }

    /** The space is that of the write cache. */
    public Fd.FileSystemStatus fileSystemStatus() throws IOException {
        return root.fd().fileSystemStatus();
    }

    /** What was read from the write cache: pieces between two borders with the backup. */
    public ReadCount cacheReads() {
        return cacheReads.count();
    }

    /** @return how many files are open now */
    public int openFiles() {
        return files.count();
    }

    private static void checkWritable(String path) throws ErrnoException {
        if (WalDirectory.contains(path)) {
            throw new ErrnoException(Errno.EROFS, path);
        }
    }

    /** Closes what is still open. Nothing is written to disk by this that was not synced before. */
    @Override
    public void close() throws IOException {
        try {
            files.close();
        } finally {
            root.close();
        }
    }
}
