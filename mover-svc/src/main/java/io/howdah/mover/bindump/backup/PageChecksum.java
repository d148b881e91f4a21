package io.howdah.mover.bindump.backup;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * PostgreSQL's data page checksum (checksum_impl.h): 32 interleaved sums derived from FNV-1a. Not thread-safe: it has a
 * working page of its own.
 */
final class PageChecksum {

    static final int PAGE_SIZE = 8192;

    private static final int PRIME = 16_777_619;
    private static final int SUMS = 32;
    private static final int WORDS = PAGE_SIZE / Integer.BYTES;
    /** pd_checksum shares its word with pd_flags, which is above it in a little-endian word. */
    private static final int CHECKSUM_WORD = 2;

    private static final boolean LITTLE = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
    private static final int WITHOUT_CHECKSUM = LITTLE ? 0xFFFF_0000 : 0x0000_FFFF;

    private static final int[] BASE_OFFSETS = {
        0x5B1F36E9, 0xB8525960, 0x02AB50AA, 0x1DE66D2A, 0x79FF467A, 0x9BB9F8A3, 0x217E7CD2, 0x83E13D2C,
        0xF8D4474F, 0xE39EB970, 0x42C6AE16, 0x993216FA, 0x7B093B5D, 0x98DAFF3C, 0xF718902A, 0x0B1C9CDB,
        0xE58F764B, 0x187636BC, 0x5D7B3BB1, 0xE73DE7DE, 0x92BEC979, 0xCCA6C0B2, 0x304A0979, 0x85AA43D4,
        0x783125BB, 0x6CA8EAA2, 0xE407EAC6, 0x4B5CFC3E, 0x9FBF8C76, 0x15CA20BE, 0xF2CA9FD3, 0x959BD756
    };

    private final int[] page = new int[WORDS];
    private final int[] sums = new int[SUMS];

    /**
     * Computes what pd_checksum should be.
     *
     * @param at where the page begins in the buffer
     * @param block number of the page within its fork, over all segments
     */
    int compute(ByteBuffer buffer, int at, long block) {
        buffer.slice(at, PAGE_SIZE).order(ByteOrder.nativeOrder()).asIntBuffer().get(page);
        page[CHECKSUM_WORD] &= WITHOUT_CHECKSUM;
        System.arraycopy(BASE_OFFSETS, 0, sums, 0, SUMS);
        for (int word = 0; word < WORDS; word += SUMS) {
            row(word);
        }
        Arrays.fill(page, 0, SUMS, 0);
        row(0);
        row(0);
        int result = 0;
        for (int sum : sums) {
            result ^= sum;
        }
        result ^= (int) block;
        return Integer.remainderUnsigned(result, 65_535) + 1;
    }

    private void row(int from) {
        int[] words = page;
        int[] lanes = sums;
        for (int lane = 0; lane < SUMS; lane++) {
            int mixed = lanes[lane] ^ words[from + lane];
            lanes[lane] = mixed * PRIME ^ mixed >>> 17;
        }
    }
}
