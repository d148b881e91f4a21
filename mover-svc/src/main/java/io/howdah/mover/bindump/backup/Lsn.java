package io.howdah.mover.bindump.backup;

/** WAL positions and the names of the segments they lie in (PostgreSQL's xlog_internal.h). */
final class Lsn {

    private Lsn() {}

    /** @param text as PostgreSQL prints it, such as {@code 0/3000028} */
    static long parse(String text) {
        int slash = text.indexOf('/');
        return Long.parseLong(text, 0, slash, 16) << 32 | Long.parseLong(text, slash + 1, text.length(), 16);
    }

    static long segment(long lsn, int segmentSize) {
        return Long.divideUnsigned(lsn, segmentSize);
    }

    /** The last segment that holds WAL before the position: at a boundary, the one before. */
    static long segmentBefore(long lsn, int segmentSize) {
        return Long.divideUnsigned(lsn - 1, segmentSize);
    }

    static String segmentName(long timeline, long segment, int segmentSize) {
        long perId = 0x1_0000_0000L / segmentSize;
        return String.format("%08X%08X%08X", timeline, segment / perId, segment % perId);
    }

    static String historyName(long timeline) {
        return String.format("%08X.history", timeline);
    }
}
