package io.howdah.repository.wal;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * Goes through the records of a segment, page by page, to find where the last whole one ends ({@code XLogRecord} in
 * xlogrecord.h, {@code XLogPageHeaderData} in xlog_internal.h). Its checksum tells a record that ends with zeros from
 * one that has not arrived in full.
 */
final class RecordEnds {

    private static final int PAGE_INFO = 2;
    private static final int CONTINUED_LENGTH = 16;
    private static final int FIRST_IS_CONTINUED = 1;
    private static final int LONG_HEADER = 2;
    private static final int SHORT_HEADER_SIZE = 24;
    private static final int LONG_HEADER_SIZE = 40;

    private static final int RECORD_HEADER_SIZE = 24;
    private static final int CHECKSUM = 20;

    /** Longer ones are rare, and not worth the memory: they count as not whole. */
    private static final int LONGEST = 1 << 20;

    private final ByteArrayOutputStream record = new ByteArrayOutputStream();
    private long page;
    private long missing;
    private boolean kept;
    private long end;
    private boolean lost;

    /** Takes the next page. */
    void add(byte[] content) {
        ByteBuffer bytes = ByteBuffer.wrap(content).order(ByteOrder.nativeOrder());
        int info = bytes.getShort(PAGE_INFO);
        int at = (info & LONG_HEADER) != 0 ? LONG_HEADER_SIZE : SHORT_HEADER_SIZE;
        if (page == 0 && (info & FIRST_IS_CONTINUED) != 0) {
            missing = Integer.toUnsignedLong(bytes.getInt(CONTINUED_LENGTH));
        }
        while (!lost && at < content.length) {
            if (missing == 0) {
                begin(bytes.getInt(at));
            }
            if (!lost) {
                at = read(content, at);
            }
        }
        page += content.length;
    }

    private void begin(int length) {
        if (length < RECORD_HEADER_SIZE) {
            // nothing has been written here, or nothing that could be understood
            lost = true;
            return;
        }
        missing = length;
        kept = length <= LONGEST;
        record.reset();
    }

    private int read(byte[] content, int at) {
        int count = (int) Math.min(missing, content.length - at);
        if (kept) {
            record.write(content, at, count);
        }
        missing -= count;
        int next = at + count;
        if (missing > 0) {
            return next;
        }
        next = (next + WrittenWal.ALIGNMENT - 1) / WrittenWal.ALIGNMENT * WrittenWal.ALIGNMENT;
        end = page + next;
        return next;
    }

    /** Where the last record ends, from the beginning of the segment; 0 when that is not known for sure. */
    long last() {
        return kept && missing == 0 && isWhole() ? end : 0;
    }

    private boolean isWhole() {
        byte[] bytes = record.toByteArray();
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, RECORD_HEADER_SIZE, bytes.length - RECORD_HEADER_SIZE);
        checksum.update(bytes, 0, CHECKSUM);
        return (int) checksum.getValue()
                == ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).getInt(CHECKSUM);
    }
}
