package io.howdah.mount.fs;

import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * Which blocks of a file lie in the write cache: one bit for each block of the cache's file system, set after the block
 * was written and never cleared. Reading needs no lock; setting is done by one thread at a time. An untouched file has
 * no bits.
 */
final class BlockMap {

    private final long blocks;
    private volatile @Nullable AtomicLongArray words;

    BlockMap(long blocks) {
        this.blocks = blocks;
    }

    long blocks() {
        return blocks;
    }

    boolean isSet(long block) {
        AtomicLongArray bits = words;
        return bits != null && (bits.getAcquire((int) (block >>> 6)) & 1L << block) != 0;
    }

    /** Sets the bits of {@code [from, to)}, as far as there are that many. */
    void set(long from, long to) {
        long end = Math.min(to, blocks);
        if (from >= end) {
            return;
        }
        AtomicLongArray bits = words;
        if (bits == null) {
            bits = new AtomicLongArray(Math.toIntExact((blocks + 63) >>> 6));
            words = bits;
        }
        for (long at = from; at < end; ) {
            int word = (int) (at >>> 6);
            long wordEnd = Math.min(end, (at | 63) + 1);
            long mask = (-1L << at) & (-1L >>> -wordEnd);
            bits.setRelease(word, bits.getPlain(word) | mask);
            at = wordEnd;
        }
    }

    /** @return the end of the run of equal bits that begins at {@code from}, at most {@code limit} */
    long runEnd(long from, long limit) {
        AtomicLongArray bits = words;
        long end = Math.min(limit, blocks);
        if (bits == null || from >= end) {
            return Math.max(from, end);
        }
        long invert = isSet(from) ? -1L : 0L;
        long at = from;
        while (at < end) {
            long different = (bits.getAcquire((int) (at >>> 6)) ^ invert) & (-1L << at);
            if (different != 0) {
                return Math.min(end, (at & ~63L) + Long.numberOfTrailingZeros(different));
            }
            at = (at | 63) + 1;
        }
        return end;
    }

    /** @return whether every bit of {@code [from, to)} is set, as far as there are that many */
    boolean allSet(long from, long to) {
        long end = Math.min(to, blocks);
        return from >= end || (isSet(from) && runEnd(from, end) == end);
    }
}
