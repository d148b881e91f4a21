package io.howdah.mount.fs;

import io.howdah.mount.fs.WriteCacheException.Reason;
import io.howdah.mount.os.Directory;
import io.howdah.mount.os.ErrnoException;
import io.howdah.mount.os.Fd;
import io.howdah.mount.os.OpenFlags;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Finds out by trying whether a file system can hold a write cache: what was written must be told from what was not,
 * for ever. A file system that drops written zeros (ZFS with compression) would show the backup where zeros were
 * written.
 */
public final class CacheProbe {

    static final String NAME = ".probe";
    private static final String HINT =
            "put the write cache on ext4, XFS or btrfs: configure howdah.mount.write-cache-root";
    private static final int MAX_BLOCK = 64 * 1024;
    private static final long FILE_SIZE = 16L * MAX_BLOCK;
    private static final long MARK = 4L * MAX_BLOCK;

    private CacheProbe() {}

    /**
     * @param directory to try it in; a file of it is made and removed
     * @param name of the write cache, for messages
     * @return the size in bytes of the blocks that the file system tells apart
     * @throws WriteCacheException with the reason why it will not do
     */
    public static int blockSize(Directory directory, String name) throws IOException {
        directory.removeTree(NAME);
        try (Fd fd = directory.open(NAME, OpenFlags.READ_WRITE | OpenFlags.CREATE | OpenFlags.EXCLUSIVE, 0600)) {
            probeAttributes(fd, name);
            probeHoles(fd, name, 100);
            probeHoles(fd, name, FILE_SIZE);
            probeGrowth(fd, name);
            int blockSize = probeWrite(fd, name, 1);
            probeZeros(fd, name, blockSize);
            return blockSize;
        } finally {
            directory.removeTree(NAME);
        }
    }

    private static void probeAttributes(Fd fd, String name) throws IOException {
        try {
            fd.setAttribute(UpperFile.ORIGIN, new byte[] {'x'});
            fd.setAttribute(UpperFile.BASE_LIMIT, new byte[] {'0'});
        } catch (ErrnoException e) {
            throw unsuitable(name, "has no extended attributes for users", e);
        }
    }

    private static void probeHoles(Fd fd, String name, long size) throws IOException {
        fd.truncate(0);
        fd.truncate(size);
        try {
            if (fd.seekData(0).isPresent()) {
                throw unsuitable(name, "does not tell holes from data in a file of " + size + " bytes", null);
            }
        } catch (ErrnoException e) {
            throw unsuitable(name, "cannot search for holes", e);
        }
    }

    /** A tiny file that grows: ext4 with inline data loses the thread there. */
    private static void probeGrowth(Fd fd, String name) throws IOException {
        fd.truncate(0);
        fd.truncate(1);
        write(fd, 0, 1, 1);
        write(fd, MARK, 512, 1);
        try {
            if (fd.seekData(0).orElse(-1) != 0 || fd.seekHole(0) > MAX_BLOCK) {
                throw unsuitable(name, "does not show the hole in a file that grew", null);
            }
        } catch (ErrnoException e) {
            throw unsuitable(name, "cannot search for holes in a file that grew", e);
        }
        fd.truncate(0);
        fd.truncate(FILE_SIZE);
    }

    /** Writes to the middle of a hole, and looks how much of it is data then. */
    private static int probeWrite(Fd fd, String name, int value) throws IOException {
        write(fd, MARK, 512, value);
        OptionalLong data = fd.seekData(0);
        long start = data.orElse(-1);
        long length = data.isPresent() ? fd.seekHole(start) - start : 0;
        if (start != MARK || Long.bitCount(length) != 1 || length < 512 || length > MAX_BLOCK) {
            throw unsuitable(
                    name, "shows " + length + " bytes at " + start + " as data when 512 were written at " + MARK, null);
        }
        return (int) length;
    }

    private static void probeZeros(Fd fd, String name, int blockSize) throws IOException {
        fd.truncate(0);
        fd.truncate(FILE_SIZE);
        write(fd, MARK, blockSize, 0);
        fd.syncData();
        OptionalLong data = fd.seekData(0);
        if (data.isEmpty() || data.getAsLong() != MARK || fd.seekHole(MARK) != MARK + blockSize) {
            throw unsuitable(name, "does not keep zeros that were written, which compression does", null);
        }
        if (fd.seekData(MARK + blockSize).isPresent()) {
            throw unsuitable(name, "shows data where nothing was written", null);
        }
    }

    private static void write(Fd fd, long offset, int length, int value) throws IOException {
        ByteBuffer block = ByteBuffer.allocateDirect(length);
        while (block.hasRemaining()) {
            block.put((byte) value);
        }
        block.flip();
        while (block.hasRemaining()) {
            fd.write(offset + block.position(), block);
        }
    }

    private static WriteCacheException unsuitable(String name, String why, @Nullable Throwable cause) {
        return new WriteCacheException(
                Reason.UNSUITABLE, "the file system of write cache " + name + " " + why, HINT, cause);
    }
}
