package io.howdah.mount.fs;

import io.howdah.mount.os.Errno;
import io.howdah.mount.os.ErrnoException;
import io.howdah.mount.os.Fd;
import io.howdah.mount.os.FileStatus;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * One file as it is seen: the sparse file in the write cache over the file of the backup. Data is read from the former,
 * a hole from the latter as far as the base limit, the smallest size that the file ever had; holes above are zeros. All
 * who have the file open share one of these.
 *
 * <p>Reads take no lock: a block's bit is set after the block was written, so that a reader who finds a hole reads what
 * was there before a write that has not been acknowledged. Writes into blocks that are already in the cache go side by
 * side. Only what makes a block move into the cache, or changes the size, excludes other writes.
 *
 * <p>A block moves as a whole: what a write leaves of it comes from the backup first. So does the last, partial block
 * before the size changes, since file systems write zeros behind the old end (btrfs even where that is a hole).
 *
 * <p>The attribute {@value #BASE_LIMIT} is set before a file that was truncated grows again. Until then the size itself
 * is the limit, and a crash between the two loses neither.
 */
final class UpperFile {

    /** Extended attribute: path of the file in the backup. A file without it was born after publishing. */
    static final String ORIGIN = "user.howdah.origin";

    /**
     * Extended attribute: bytes, decimal; absent when the file was never truncated below its size in the backup and
     * then grew.
     */
    static final String BASE_LIMIT = "user.howdah.baseLimit";

    private final long inode;
    private final Fd fd;
    private final int blockSize;
    private final UnsyncedFiles unsynced;
    private final ReadCounter cacheReads;
    private final @Nullable BaseContent base;
    private final BlockMap cached;
    private final ReentrantReadWriteLock writing = new ReentrantReadWriteLock();
    private volatile long size;
    private volatile long limit;
    private long recordedLimit;

    private UpperFile(
            Fd fd,
            FileStatus status,
            int blockSize,
            UnsyncedFiles unsynced,
            ReadCounter cacheReads,
            @Nullable BaseContent base,
            long limit) {
        this.inode = status.inode();
        this.fd = fd;
        this.blockSize = blockSize;
        this.unsynced = unsynced;
        this.cacheReads = cacheReads;
        this.base = base;
        this.size = status.size();
        this.recordedLimit = limit;
        this.limit = Math.min(limit, status.size());
        this.cached = new BlockMap((this.limit + blockSize - 1) / blockSize);
    }

    /** Takes the descriptor over when it succeeds. An untouched file costs one search for data. */
    static UpperFile load(
            Fd fd, FileStatus status, int blockSize, UnsyncedFiles unsynced, ReadCounter cacheReads, BaseIndex index)
            throws IOException {
        byte[] origin = fd.attribute(ORIGIN);
        if (origin == null) {
            return new UpperFile(fd, status, blockSize, unsynced, cacheReads, null, 0);
        }
        BaseContent base = index.content(new String(origin, StandardCharsets.UTF_8));
        byte[] limit = fd.attribute(BASE_LIMIT);
        UpperFile file = new UpperFile(
                fd,
                status,
                blockSize,
                unsynced,
                cacheReads,
                base,
                limit == null ? base.size() : Long.parseLong(new String(limit, StandardCharsets.US_ASCII)));
        file.findCachedBlocks();
        return file;
    }

    private void findCachedBlocks() throws IOException {
        long at = 0;
        while (at < limit) {
            OptionalLong data = fd.seekData(at);
            if (data.isEmpty() || data.getAsLong() >= limit) {
                return;
            }
            long hole = fd.seekHole(data.getAsLong());
            if (data.getAsLong() % blockSize != 0 || (hole % blockSize != 0 && hole < size)) {
                throw new IOException("the write cache has data in part of a block of " + blockSize + " bytes, from "
                        + data.getAsLong() + " to " + hole + " of inode " + inode);
            }
            cached.set(data.getAsLong() / blockSize, (hole + blockSize - 1) / blockSize);
            at = hole;
        }
    }

    long inode() {
        return inode;
    }

    Fd fd() {
        return fd;
    }

    /** Fills the buffer from {@code offset} on; less only at the end of the file. */
    int read(long offset, ByteBuffer dst) throws IOException {
        long fileSize = size;
        long baseEnd = limit;
        if (offset >= fileSize) {
            return 0;
        }
        int length = (int) Math.min(dst.remaining(), fileSize - offset);
        int start = dst.position();
        for (long at = offset; at < offset + length; ) {
            long block = at / blockSize;
            boolean fromBase = at < baseEnd && !cached.isSet(block);
            long end = at < baseEnd ? cached.runEnd(block, cached.blocks()) * blockSize : Long.MAX_VALUE;
            if (fromBase) {
                end = Math.min(end, baseEnd);
            }
            int part = (int) Math.min(end - at, offset + length - at);
            ByteBuffer slice = dst.slice(start + (int) (at - offset), part);
            if (fromBase) {
                readBase(at, slice);
            } else {
                fd.read(at, slice);
                zero(slice);
                cacheReads.read(part);
            }
            at += part;
        }
        dst.position(start + length);
        return length;
    }

    private void readBase(long offset, ByteBuffer slice) throws IOException {
        BaseContent content = base;
        if (content == null) {
            throw new IllegalStateException("a file without a base has a base limit");
        }
        content.readFully(offset, slice);
    }

    private static void zero(ByteBuffer rest) {
        while (rest.hasRemaining()) {
            rest.put((byte) 0);
        }
    }

    /** @return bytes written; fewer than remain in the buffer when the cache's file system is full */
    int write(long offset, ByteBuffer src) throws IOException {
        long end = offset + src.remaining();
        if (end == offset) {
            return 0;
        }
        Lock shared = writing.readLock();
        shared.lock();
        try {
            if (end <= size && isCached(offset, end)) {
                return fd.write(offset, src);
            }
        } finally {
            shared.unlock();
            unsynced.written(inode);
        }
        writing.writeLock().lock();
        try {
            return writeMoving(offset, end, src);
        } finally {
            writing.writeLock().unlock();
            unsynced.written(inode);
        }
    }

    private boolean isCached(long offset, long end) {
        return cached.allSet(offset / blockSize, Math.min(blocksEnd(end), blocksEnd(limit)));
    }

    private int writeMoving(long offset, long end, ByteBuffer src) throws IOException {
        if (end > size) {
            prepareToGrow();
        }
        long first = offset / blockSize;
        long last = (end - 1) / blockSize;
        if (offset > first * blockSize || end < Math.min((first + 1) * blockSize, size)) {
            moveBlock(first);
        }
        if (last != first && end < Math.min((last + 1) * blockSize, size)) {
            moveBlock(last);
        }
        long written = offset;
        try {
            written += fd.write(offset, src);
        } finally {
            if (written < end) {
                written = keepWholeBlocks(offset, written, end);
            }
        }
        cached.set(first, blocksEnd(written));
        size = Math.max(size, written);
        return (int) (written - offset);
    }

    /**
     * The file system was full before the end of the write. A block of which only a part was written belongs to the
     * backup again; so do those behind it, of which the kernel may have made zeros (it does so in the folio in which it
     * gave up, and these would count as data).
     *
     * @return where the write ends
     */
    private long keepWholeBlocks(long offset, long written, long end) throws ErrnoException {
        long block = written / blockSize;
        boolean whole = written % blockSize == 0 || !isBase(block);
        long kept = whole ? written : Math.max(offset, block * blockSize);
        long last = Math.min(blocksEnd(end), blocksEnd(limit));
        for (long at = whole ? blocksEnd(written) : block; at < last; ) {
            long runEnd = cached.runEnd(at, last);
            if (!cached.isSet(at)) {
                fd.punchHole(at * blockSize, (runEnd - at) * blockSize);
            }
            at = runEnd;
        }
        if (kept == offset && written > offset) {
            throw new ErrnoException(Errno.ENOSPC, "write");
        }
        return kept;
    }

    private long blocksEnd(long end) {
        return (end + blockSize - 1) / blockSize;
    }

    private boolean isBase(long block) {
        return block * blockSize < limit && !cached.isSet(block);
    }

    /** Copies a block from the backup into the cache, if it is not there yet. */
    private void moveBlock(long block) throws IOException {
        if (!isBase(block)) {
            return;
        }
        long start = block * blockSize;
        int length = (int) Math.min(blockSize, size - start);
        ByteBuffer content = ByteBuffer.allocateDirect(length);
        readBase(start, content.slice(0, (int) Math.min(length, limit - start)));
        try {
            while (content.hasRemaining()) {
                fd.write(start + content.position(), content);
            }
        } catch (ErrnoException e) {
            fd.punchHole(start, blockSize);
            throw e;
        }
        cached.set(block, block + 1);
    }

    private void prepareToGrow() throws IOException {
        if (recordedLimit > limit) {
            fd.setAttribute(BASE_LIMIT, Long.toString(limit).getBytes(StandardCharsets.US_ASCII));
            recordedLimit = limit;
        }
        if (size % blockSize != 0) {
            moveBlock(size / blockSize);
        }
    }

    void truncate(long newSize) throws IOException {
        writing.writeLock().lock();
        try {
            if (newSize > size) {
                prepareToGrow();
            } else if (newSize < size && newSize % blockSize != 0) {
                moveBlock(newSize / blockSize);
            }
            fd.truncate(newSize);
            size = newSize;
            limit = Math.min(limit, newSize);
        } finally {
            writing.writeLock().unlock();
            unsynced.written(inode);
        }
    }

    /**
     * Reserves space above the base limit. Below it nothing is reserved: what the file system reserves is a hole to it,
     * so the backup would still show through, but a write there may find the disk full.
     */
    void allocate(boolean keepSize, long offset, long length) throws IOException {
        writing.writeLock().lock();
        try {
            long end = Math.addExact(offset, length);
            boolean grows = !keepSize && end > size;
            if (grows) {
                prepareToGrow();
            }
            long from = Math.max(offset, blocksEnd(limit) * blockSize);
            if (from < end) {
                reserve(keepSize, from, end);
            } else if (grows) {
                fd.truncate(end);
            }
            if (grows) {
                size = end;
            }
        } catch (ArithmeticException e) {
            throw new ErrnoException(Errno.EFBIG, "fallocate");
        } finally {
            writing.writeLock().unlock();
            unsynced.written(inode);
        }
    }

    /** A file system that gets full in the middle keeps what it has reserved, and the file may have grown by that. */
    private void reserve(boolean keepSize, long from, long end) throws ErrnoException {
        try {
            fd.allocate(keepSize, from, end - from);
        } catch (ErrnoException e) {
            if (end > size) {
                fd.truncate(size);
            }
            throw e;
        }
    }

    void sync() throws IOException {
        unsynced.sync(inode, fd::syncData, fd::sync);
    }
}
