package io.howdah.repository.wal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class WrittenWalTest {

    private static final int PAGE = 8192;
    private static final long START = 0x3000000;

    private final byte[] segment = new byte[4 * PAGE];

    @Test
    void endsBehindTheLastByteThatIsNotZero() throws IOException {
        write(0, PAGE);
        write(1, 100);
        assertThat(bytes()).isEqualTo(PAGE + 104);
    }

    @Test
    void nothingIsWrittenInAnEmptySegment() throws IOException {
        assertThat(bytes()).isZero();
        assertThat(WrittenWal.bytes(new ByteArrayInputStream(new byte[10]), START))
                .isZero();
    }

    @Test
    void aWholeSegmentIsWrittenToItsEnd() throws IOException {
        for (int page = 0; page < 4; page++) {
            write(page, PAGE);
        }
        assertThat(bytes()).isEqualTo(segment.length);
    }

    @Test
    void whatARecycledFileStillHoldsDoesNotCount() throws IOException {
        write(0, PAGE);
        write(1, PAGE);
        header(1).putLong(PAGE + 8, START - PAGE);
        assertThat(bytes()).isEqualTo(PAGE);
    }

    @Test
    void aRecordMayEndWithZerosAndBeginOnThePageBefore() throws IOException {
        header(0);
        int begin = PAGE - 64;
        record(24, begin - 24, 5);
        header(1);
        record(begin, 64 + 40, 30);
        assertThat(bytes()).isEqualTo(PAGE + 24 + 40);

        segment[begin + 30] ^= 1;
        assertThat(bytes()).as("a record that has not arrived in full").isEqualTo(PAGE + 24 + 16);
    }

    /** A record with a header of 24 bytes and so many zeros at its end; other pages' headers lie between its parts. */
    private void record(int at, int length, int zeros) {
        byte[] record = new byte[length];
        java.util.Arrays.fill(record, 24, length - zeros, (byte) 9);
        ByteBuffer header = ByteBuffer.wrap(record).order(ByteOrder.nativeOrder());
        header.putInt(0, length);
        CRC32C checksum = new CRC32C();
        checksum.update(record, 24, length - 24);
        checksum.update(record, 0, 20);
        header.putInt(20, (int) checksum.getValue());
        int first = Math.min(length, PAGE - at % PAGE);
        System.arraycopy(record, 0, segment, at, first);
        System.arraycopy(record, first, segment, at + first + 24, length - first);
    }

    private long bytes() throws IOException {
        return WrittenWal.bytes(new ByteArrayInputStream(segment), START);
    }

    private void write(int page, int count) {
        java.util.Arrays.fill(segment, page * PAGE, page * PAGE + count, (byte) 7);
        header(page);
    }

    private ByteBuffer header(int page) {
        return ByteBuffer.wrap(segment)
                .order(ByteOrder.nativeOrder())
                .putShort(page * PAGE, (short) 0xD110)
                .putLong(page * PAGE + 8, START + page * PAGE);
    }
}
