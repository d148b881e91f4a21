package io.howdah.repository.wal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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
