package io.howdah.mount.os;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;

/**
 * What {@code statx(2)} says of a file.
 *
 * @param mode type and permissions, see {@link Mode}
 * @param device encoded as {@code makedev(3)} does, for device files
 * @param blockSize preferred size of input and output, in bytes
 * @param blocks storage in units of 512 bytes
 */
public record FileStatus(
        long inode,
        int mode,
        int links,
        int uid,
        int gid,
        long device,
        long size,
        int blockSize,
        long blocks,
        Time accessed,
        Time modified,
        Time changed) {

    /** STATX_BASIC_STATS. */
    static final int MASK = 0x7ff;

    /** Seconds since the epoch and nanoseconds within them. */
    public record Time(long seconds, int nanos) {

        /** @return the address of the two as {@code struct timespec[2]} */
        static long encode(Time accessed, Time modified, MemorySegment to) {
            to.set(JAVA_LONG_UNALIGNED, 0, accessed.seconds);
            to.set(JAVA_LONG_UNALIGNED, 8, accessed.nanos);
            to.set(JAVA_LONG_UNALIGNED, 16, modified.seconds);
            to.set(JAVA_LONG_UNALIGNED, 24, modified.nanos);
            return to.address();
        }
    }

    public boolean isDirectory() {
        return Mode.isDirectory(mode);
    }

    public boolean isRegular() {
        return Mode.isRegular(mode);
    }

    static FileStatus decode(MemorySegment statx) {
        return new FileStatus(
                statx.get(JAVA_LONG_UNALIGNED, 32),
                Short.toUnsignedInt(statx.get(JAVA_SHORT_UNALIGNED, 28)),
                statx.get(JAVA_INT_UNALIGNED, 16),
                statx.get(JAVA_INT_UNALIGNED, 20),
                statx.get(JAVA_INT_UNALIGNED, 24),
                device(statx.get(JAVA_INT_UNALIGNED, 128), statx.get(JAVA_INT_UNALIGNED, 132)),
                statx.get(JAVA_LONG_UNALIGNED, 40),
                statx.get(JAVA_INT_UNALIGNED, 4),
                statx.get(JAVA_LONG_UNALIGNED, 48),
                time(statx, 64),
                time(statx, 112),
                time(statx, 96));
    }

    private static Time time(MemorySegment statx, long at) {
        return new Time(statx.get(JAVA_LONG_UNALIGNED, at), statx.get(JAVA_INT_UNALIGNED, at + 8));
    }

    private static long device(long major, long minor) {
        return (minor & 0xff) | ((major & 0xfff) << 8) | ((minor & ~0xffL) << 12) | ((major & ~0xfffL) << 32);
    }
}
