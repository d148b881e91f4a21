package io.howdah.repository.wal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Finds out how far a segment is written: its file is as long as the segment from the beginning. Pages are written in
 * order, and each names its own position ({@code XLogPageHeaderData} in xlog_internal.h).
 */
public final class WrittenWal {

    /** XLOG_BLCKSZ, but for servers that were built otherwise. */
    private static final int PAGE = 8192;

    private static final int MAGIC = 0;
    private static final int PAGE_ADDRESS = 8;

    /** Records begin at multiples of this (MAXALIGN). */
    static final int ALIGNMENT = 8;

    private WrittenWal() {}

    /**
     * How many bytes of a segment are written; 0 when none is.
     *
     * @param content from the first byte on; read as far as needed
     * @param startLsn the position of the first byte
     */
    public static long bytes(InputStream content, long startLsn) throws IOException {
        byte[] last = new byte[0];
        long begin = 0;
        RecordEnds records = new RecordEnds();
        while (true) {
            byte[] page = content.readNBytes(PAGE);
            if (page.length < PAGE || !begins(page, startLsn + begin)) {
                break;
            }
            records.add(page);
            last = page;
            begin += PAGE;
        }
        return begin == 0 ? 0 : Math.max(begin - PAGE + written(last), records.last());
    }

    private static boolean begins(byte[] page, long address) {
        ByteBuffer header = ByteBuffer.wrap(page).order(ByteOrder.nativeOrder());
        return header.getShort(MAGIC) != 0 && header.getLong(PAGE_ADDRESS) == address;
    }

    /** A record that ends with zeros may end a little later. */
    private static int written(byte[] page) {
        int end = PAGE;
        while (page[end - 1] == 0) {
            end--;
        }
        return (end + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }
}
