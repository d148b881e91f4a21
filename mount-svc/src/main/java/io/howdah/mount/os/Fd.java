package io.howdah.mount.os;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.howdah.mount.os.Syscall.Scratch;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * An open file descriptor, and what can be done to the content and the attributes of its file. Not closed by the
 * garbage collector.
 */
public final class Fd implements AutoCloseable {

    private static final int SEEK_DATA = 3;
    private static final int SEEK_HOLE = 4;
    private static final int AT_EMPTY_PATH = 0x1000;
    private static final int FALLOC_FL_KEEP_SIZE = 1;
    private static final int FALLOC_FL_PUNCH_HOLE = 2;

    private final int number;

    Fd(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    /**
     * Reads from a position into a direct buffer, and moves the buffer's position.
     *
     * @return bytes read; fewer than remain in the buffer at the end of the file, 0 beyond it
     */
    public int read(long offset, ByteBuffer direct) throws ErrnoException {
        int total = 0;
        while (direct.hasRemaining()) {
            int n = (int) Syscall.PREAD64.call(number, address(direct), direct.remaining(), offset + total);
            Reference.reachabilityFence(direct);
            if (n == 0) {
                break;
            }
            direct.position(direct.position() + n);
            total += n;
        }
        return total;
    }

    /**
     * Writes a direct buffer to a position, once, and moves the buffer's position.
     *
     * @return bytes written, fewer than asked when the file system is full in the middle
     */
    public int write(long offset, ByteBuffer direct) throws ErrnoException {
        int n = (int) Syscall.PWRITE64.call(number, address(direct), direct.remaining(), offset);
        Reference.reachabilityFence(direct);
        direct.position(direct.position() + n);
        return n;
    }

    /** @return where the first data at or after {@code offset} begins; empty when only a hole follows */
    public OptionalLong seekData(long offset) throws ErrnoException {
        try {
            return OptionalLong.of(Syscall.LSEEK.call(number, offset, SEEK_DATA));
        } catch (ErrnoException e) {
            if (e.errno() == Errno.ENXIO) {
                return OptionalLong.empty();
            }
            throw e;
        }
    }

    /** @return where the first hole at or after {@code offset} begins; the end of the file counts as one */
    public long seekHole(long offset) throws ErrnoException {
        return Syscall.LSEEK.call(number, offset, SEEK_HOLE);
    }

    public void truncate(long size) throws ErrnoException {
        Syscall.FTRUNCATE.call(number, size);
    }

    /** Reserves space; what was not written reads as zeros and remains a hole to {@link #seekData}. */
    public void allocate(boolean keepSize, long offset, long length) throws ErrnoException {
        Syscall.FALLOCATE.call(number, keepSize ? FALLOC_FL_KEEP_SIZE : 0, offset, length);
    }

    /** Makes a range within the file a hole again. */
    public void punchHole(long offset, long length) throws ErrnoException {
        Syscall.FALLOCATE.call(number, FALLOC_FL_KEEP_SIZE | FALLOC_FL_PUNCH_HOLE, offset, length);
    }

    public void setTimes(FileStatus.Time accessed, FileStatus.Time modified) throws ErrnoException {
        Scratch scratch = Scratch.get();
        Syscall.UTIMENSAT.call(number, 0, FileStatus.Time.encode(accessed, modified, scratch.data), 0);
    }

    public void syncData() throws ErrnoException {
        Syscall.FDATASYNC.call(number);
    }

    public void sync() throws ErrnoException {
        Syscall.FSYNC.call(number);
    }

    /** Writes everything of this file's file system to disk. */
    public void syncFileSystem() throws ErrnoException {
        Syscall.SYNCFS.call(number);
    }

    public FileStatus status() throws ErrnoException {
        Scratch scratch = Scratch.get();
        Syscall.STATX.call(number, scratch.path(""), AT_EMPTY_PATH, FileStatus.MASK, scratch.data.address());
        return FileStatus.decode(scratch.data);
    }

    public FileSystemStatus fileSystemStatus() throws ErrnoException {
        Scratch scratch = Scratch.get();
        Syscall.FSTATFS.call(number, scratch.data.address());
        return FileSystemStatus.decode(scratch.data);
    }

    public void chmod(int permissions) throws ErrnoException {
        Syscall.FCHMOD.call(number, permissions);
    }

    public void chown(int uid, int gid) throws ErrnoException {
        Syscall.FCHOWN.call(number, uid, gid);
    }

    public void setAttribute(String name, byte[] value) throws ErrnoException {
        Scratch scratch = Scratch.get();
        if (value.length > Scratch.PATH_MAX) {
            throw new ErrnoException(Errno.EINVAL, "value of attribute " + name);
        }
        MemorySegment.copy(value, 0, scratch.data, JAVA_BYTE, 0, value.length);
        Syscall.FSETXATTR.call(number, scratch.path(name), scratch.data.address(), value.length, 0);
    }

    /** @return null when the file has no such attribute */
    public byte @Nullable [] attribute(String name) throws ErrnoException {
        Scratch scratch = Scratch.get();
        try {
            long length = Syscall.FGETXATTR.call(number, scratch.path(name), scratch.data.address(), Scratch.PATH_MAX);
            return scratch.data.asSlice(0, length).toArray(JAVA_BYTE);
        } catch (ErrnoException e) {
            if (e.errno() == Errno.ENODATA) {
                return null;
            }
            throw e;
        }
    }

    /**
     * Makes this descriptor refer to the file that {@code other} has open, at once for all who use it, and closes
     * {@code other}.
     */
    public void become(Fd other) throws ErrnoException {
        Syscall.DUP3.call(other.number, number, OpenFlags.CLOSE_ON_EXEC);
        other.close();
    }

    @Override
    public void close() throws ErrnoException {
        Syscall.CLOSE.call(number);
    }

    /** Sizes as {@code statfs(2)} counts them. */
    public record FileSystemStatus(
            long blockSize,
            long fragmentSize,
            long blocks,
            long free,
            long available,
            long files,
            long freeFiles,
            long nameLength) {

        static FileSystemStatus decode(MemorySegment statfs) {
            return new FileSystemStatus(
                    statfs.get(JAVA_LONG, 8),
                    statfs.get(JAVA_LONG, 72),
                    statfs.get(JAVA_LONG, 16),
                    statfs.get(JAVA_LONG, 24),
                    statfs.get(JAVA_LONG, 32),
                    statfs.get(JAVA_LONG, 40),
                    statfs.get(JAVA_LONG, 48),
                    statfs.get(JAVA_LONG, 64));
        }

        /** @return bytes that an ordinary user may still write */
        public long availableBytes() {
            return available * fragmentSize;
        }
    }

    /** @return the file system's magic number */
    public int fileSystemType() throws ErrnoException {
        Scratch scratch = Scratch.get();
        Syscall.FSTATFS.call(number, scratch.data.address());
        return scratch.data.get(JAVA_INT, 0);
    }

    private static long address(ByteBuffer direct) {
        if (!direct.isDirect()) {
            throw new IllegalArgumentException("the buffer is not direct");
        }
        return MemorySegment.ofBuffer(direct).address();
    }
}
