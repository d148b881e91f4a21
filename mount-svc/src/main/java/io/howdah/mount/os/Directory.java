package io.howdah.mount.os;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import io.howdah.mount.os.Syscall.Scratch;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * An open directory, and the names below it. Paths are relative to it, {@code ""} is the directory itself, and a
 * symbolic link as last component is never followed.
 */
public final class Directory implements AutoCloseable {

    private static final int AT_FDCWD = -100;
    private static final int AT_SYMLINK_NOFOLLOW = 0x100;
    private static final int AT_EMPTY_PATH = 0x1000;
    private static final int AT_REMOVEDIR = 0x200;
    private static final int LIST_BUFFER = 32 * 1024;

    private final Fd fd;

    private Directory(Fd fd) {
        this.fd = fd;
    }

    public static Directory open(Path path) throws ErrnoException {
        return new Directory(open(AT_FDCWD, path.toString(), OpenFlags.DIRECTORY, 0));
    }

    private static Fd open(int directory, String path, int flags, int mode) throws ErrnoException {
        long name = Scratch.get().path(path.isEmpty() ? "." : path);
        return new Fd((int) Syscall.OPENAT.call(directory, name, flags | OpenFlags.CLOSE_ON_EXEC, mode));
    }

    /** The directory's own descriptor, closed with it. */
    public Fd fd() {
        return fd;
    }

    public Fd open(String path, int flags, int mode) throws ErrnoException {
        return open(fd.number(), path, flags | OpenFlags.NO_FOLLOW, mode);
    }

    public Directory openDirectory(String path) throws ErrnoException {
        return new Directory(open(path, OpenFlags.DIRECTORY, 0));
    }

    public FileStatus status(String path) throws ErrnoException {
        Scratch scratch = Scratch.get();
        Syscall.STATX.call(
                fd.number(),
                scratch.path(path),
                AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH,
                FileStatus.MASK,
                scratch.data.address());
        return FileStatus.decode(scratch.data);
    }

    public void makeDirectory(String path, int mode) throws ErrnoException {
        Syscall.MKDIRAT.call(fd.number(), Scratch.get().path(path), mode);
    }

    public void makeNode(String path, int mode, long device) throws ErrnoException {
        Syscall.MKNODAT.call(fd.number(), Scratch.get().path(path), mode, device);
    }

    public void makeSymlink(String target, String path) throws ErrnoException {
        Scratch scratch = Scratch.get();
        Syscall.SYMLINKAT.call(scratch.otherPath(target), fd.number(), scratch.path(path));
    }

    public String readSymlink(String path) throws ErrnoException {
        Scratch scratch = Scratch.get();
        long length =
                Syscall.READLINKAT.call(fd.number(), scratch.path(path), scratch.data.address(), Scratch.PATH_MAX);
        return new String(scratch.data.asSlice(0, length).toArray(JAVA_BYTE), StandardCharsets.UTF_8);
    }

    public void unlink(String path) throws ErrnoException {
        Syscall.UNLINKAT.call(fd.number(), Scratch.get().path(path), 0);
    }

    public void removeDirectory(String path) throws ErrnoException {
        Syscall.UNLINKAT.call(fd.number(), Scratch.get().path(path), AT_REMOVEDIR);
    }

    public void rename(String from, String to) throws ErrnoException {
        Scratch scratch = Scratch.get();
        Syscall.RENAMEAT2.call(fd.number(), scratch.path(from), fd.number(), scratch.otherPath(to), 0);
    }

    public void link(String from, String to) throws ErrnoException {
        Scratch scratch = Scratch.get();
        Syscall.LINKAT.call(fd.number(), scratch.path(from), fd.number(), scratch.otherPath(to), 0);
    }

    public void chmod(String path, int permissions) throws ErrnoException {
        Syscall.FCHMODAT.call(fd.number(), Scratch.get().path(path.isEmpty() ? "." : path), permissions);
    }

    /** @param uid the owner, or -1 to leave it; so is {@code gid} */
    public void chown(String path, int uid, int gid) throws ErrnoException {
        Syscall.FCHOWNAT.call(fd.number(), Scratch.get().path(path), uid, gid, AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH);
    }

    /** The nanoseconds may be UTIME_NOW or UTIME_OMIT, as {@code utimensat(2)} has it. */
    public void setTimes(String path, FileStatus.Time accessed, FileStatus.Time modified) throws ErrnoException {
        Scratch scratch = Scratch.get();
        Syscall.UTIMENSAT.call(
                fd.number(),
                scratch.path(path.isEmpty() ? "." : path),
                FileStatus.Time.encode(accessed, modified, scratch.data),
                AT_SYMLINK_NOFOLLOW);
    }

    /** One name in a directory; {@code type} as in {@link Mode#TYPE}, 0 when the file system does not say. */
    public record Entry(String name, long inode, int type) {}

    /** @return all names but {@code .} and {@code ..}, in no order */
    public List<Entry> list() throws ErrnoException {
        List<Entry> entries = new ArrayList<>();
        try (Arena arena = Arena.ofConfined();
                Directory again = openDirectory("")) {
            MemorySegment buffer = arena.allocate(LIST_BUFFER, 8);
            long length;
            while ((length = Syscall.GETDENTS64.call(again.fd.number(), buffer.address(), LIST_BUFFER)) > 0) {
                for (long at = 0; at < length; ) {
                    String name = buffer.getString(at + 19);
                    if (!name.equals(".") && !name.equals("..")) {
                        int type = Byte.toUnsignedInt(buffer.get(JAVA_BYTE, at + 18)) << 12;
                        entries.add(new Entry(name, buffer.get(JAVA_LONG_UNALIGNED, at), type));
                    }
                    at += Short.toUnsignedInt(buffer.get(JAVA_SHORT_UNALIGNED, at + 16));
                }
            }
        }
        return entries;
    }

    /** Removes everything below {@code path}, and {@code path}; nothing when there is no such name. */
    public void removeTree(String path) throws ErrnoException {
        FileStatus status;
        try {
            status = status(path);
        } catch (ErrnoException e) {
            if (e.errno() == Errno.ENOENT) {
                return;
            }
            throw e;
        }
        if (!status.isDirectory()) {
            unlink(path);
            return;
        }
        try (Directory directory = openDirectory(path)) {
            for (Entry entry : directory.list()) {
                directory.removeTree(entry.name());
            }
        }
        removeDirectory(path);
    }

    @Override
    public void close() throws ErrnoException {
        fd.close();
    }
}
