package io.howdah.mover.bindump.backup;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** What the checks ask of a page's header (PageHeaderData of bufpage.h), read in place. */
final class PageHeader {

    private static final int CHECKSUM = 8;
    private static final int UPPER = 14;
    private static final boolean LITTLE = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

    private PageHeader() {}

    /** The position of the WAL record after the last change; pd_lsn is two words, the higher one first. */
    static long lsn(ByteBuffer buffer, int at) {
        return (long) word(buffer, at) << 32 | Integer.toUnsignedLong(word(buffer, at + Integer.BYTES));
    }

    static int checksum(ByteBuffer buffer, int at) {
        return half(buffer, at + CHECKSUM);
    }

    /** A page that was added to the file and never used: it has no checksum. */
    static boolean isNew(ByteBuffer buffer, int at) {
        return half(buffer, at + UPPER) == 0;
    }

    private static int word(ByteBuffer buffer, int at) {
        int value = buffer.getInt(at);
        return isNative(buffer) ? value : Integer.reverseBytes(value);
    }

    private static int half(ByteBuffer buffer, int at) {
        short value = buffer.getShort(at);
        return Short.toUnsignedInt(isNative(buffer) ? value : Short.reverseBytes(value));
    }

    private static boolean isNative(ByteBuffer buffer) {
        return (buffer.order() == ByteOrder.LITTLE_ENDIAN) == LITTLE;
    }
}
