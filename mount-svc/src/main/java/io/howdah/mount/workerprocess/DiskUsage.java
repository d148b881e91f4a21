package io.howdah.mount.workerprocess;

import io.howdah.mount.os.Directory;
import io.howdah.mount.os.Errno;
import io.howdah.mount.os.ErrnoException;
import io.howdah.mount.os.FileStatus;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a tree of sparse files really occupies, and when it was last written to. A file without blocks is as it was made
 * and says nothing about that.
 *
 * @param bytes of all blocks
 * @param lastWriteAt newest modification of a file that has blocks; null when none has
 */
public record DiskUsage(long bytes, @Nullable Instant lastWriteAt) {

    private static final long BLOCK = 512;
    private static final DiskUsage NONE = new DiskUsage(0, null);

    /** Nothing for a tree that is not there. What disappears while it is counted does not count. */
    static DiskUsage of(Path tree) throws ErrnoException {
        try (Directory directory = Directory.open(tree)) {
            return below(directory);
        } catch (ErrnoException e) {
            if (e.errno() == Errno.ENOENT) {
                return NONE;
            }
            throw e;
        }
    }

    private static DiskUsage below(Directory directory) throws ErrnoException {
        DiskUsage sum = NONE;
        for (Directory.Entry entry : directory.list()) {
            try {
                FileStatus status = directory.status(entry.name());
                sum = sum.and(of(status));
                if (status.isDirectory()) {
                    try (Directory child = directory.openDirectory(entry.name())) {
                        sum = sum.and(below(child));
                    }
                }
            } catch (ErrnoException e) {
                if (e.errno() != Errno.ENOENT) {
                    throw e;
                }
            }
        }
        return sum;
    }

    private static DiskUsage of(FileStatus status) {
        long bytes = status.blocks() * BLOCK / Math.max(1, status.isDirectory() ? 1 : status.links());
        boolean written = status.isRegular() && status.blocks() > 0;
        FileStatus.Time modified = status.modified();
        return new DiskUsage(bytes, written ? Instant.ofEpochSecond(modified.seconds(), modified.nanos()) : null);
    }

    private DiskUsage and(DiskUsage other) {
        return new DiskUsage(bytes + other.bytes, later(lastWriteAt, other.lastWriteAt));
    }

    private static @Nullable Instant later(@Nullable Instant one, @Nullable Instant other) {
        return one == null || (other != null && other.isAfter(one)) ? other : one;
    }
}
