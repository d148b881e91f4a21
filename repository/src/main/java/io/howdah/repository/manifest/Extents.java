package io.howdah.repository.manifest;

import java.util.Arrays;

/**
 * Where the content of one file lies: runs in ascending order that do not overlap; what lies between them is zeros.
 * Plain arrays, since a file of 1 GiB has 8,192 of them. Immutable once {@link Builder#build built}.
 */
public final class Extents {

    private final int count;
    private final long[] first;
    private final int[] length;
    private final int[] source;
    private final long[] item;
    private final int[] itemLength;
    private final int[] rawOffset;

    private Extents(Builder from) {
        count = from.count;
        first = Arrays.copyOf(from.first, count);
        length = Arrays.copyOf(from.length, count);
        source = Arrays.copyOf(from.source, count);
        item = Arrays.copyOf(from.item, count);
        itemLength = Arrays.copyOf(from.itemLength, count);
        rawOffset = Arrays.copyOf(from.rawOffset, count);
    }

    public int count() {
        return count;
    }

    /** Page or byte where the run begins in the file. */
    public long first(int index) {
        return first[index];
    }

    /** Pages or bytes in the run. */
    public int length(int index) {
        return length[index];
    }

    /** First page or byte after the run. */
    public long end(int index) {
        return first[index] + length[index];
    }

    /** Index of the blocks file among the manifest's sources. */
    public int source(int index) {
        return source[index];
    }

    /** Offset of the pack's item in the blocks file. */
    public long item(int index) {
        return item[index];
    }

    /** Bytes of the whole item. */
    public int itemLength(int index) {
        return itemLength[index];
    }

    /** Where the run begins in the pack's raw content, in bytes. */
    public int rawOffset(int index) {
        return rawOffset[index];
    }

    /** The last run that begins at or before a position; -1 when there is none. */
    public int floor(long position) {
        int found = Arrays.binarySearch(first, position);
        return found >= 0 ? found : -found - 2;
    }

    /** Gathers extents in any order. Not thread-safe. */
    public static final class Builder {

        private int count;
        private boolean sorted = true;
        private long[] first = new long[4];
        private int[] length = new int[4];
        private int[] source = new int[4];
        private long[] item = new long[4];
        private int[] itemLength = new int[4];
        private int[] rawOffset = new int[4];

        public void add(
                long extentFirst,
                int extentLength,
                int extentSource,
                long extentItem,
                int extentItemLength,
                int extentRawOffset) {
            if (count == first.length) {
                grow();
            }
            sorted &= count == 0 || first[count - 1] + length[count - 1] <= extentFirst;
            first[count] = extentFirst;
            length[count] = extentLength;
            source[count] = extentSource;
            item[count] = extentItem;
            itemLength[count] = extentItemLength;
            rawOffset[count] = extentRawOffset;
            count++;
        }

        /** A part of another file's extent, beginning {@code skip} units into it. */
        void addPart(Extents from, int index, long skip, long partLength, int partSource, int unit) {
            add(
                    from.first[index] + skip,
                    (int) partLength,
                    partSource,
                    from.item[index],
                    from.itemLength[index],
                    from.rawOffset[index] + (int) (skip * unit));
        }

        private void grow() {
            int capacity = count * 2;
            first = Arrays.copyOf(first, capacity);
            length = Arrays.copyOf(length, capacity);
            source = Arrays.copyOf(source, capacity);
            item = Arrays.copyOf(item, capacity);
            itemLength = Arrays.copyOf(itemLength, capacity);
            rawOffset = Arrays.copyOf(rawOffset, capacity);
        }

        /** @throws IllegalArgumentException when two extents overlap */
        public Extents build() {
            if (!sorted) {
                sort();
            }
            return new Extents(this);
        }

        /** Rare: content usually comes in ascending order. */
        private void sort() {
            Integer[] order = new Integer[count];
            Arrays.setAll(order, i -> i);
            Arrays.sort(order, (a, b) -> Long.compare(first[a], first[b]));
            Builder ordered = new Builder();
            for (int i : order) {
                if (ordered.count > 0
                        && ordered.first[ordered.count - 1] + ordered.length[ordered.count - 1] > first[i]) {
                    throw new IllegalArgumentException("content sent twice from " + first[i]);
                }
                ordered.add(first[i], length[i], source[i], item[i], itemLength[i], rawOffset[i]);
            }
            first = ordered.first;
            length = ordered.length;
            source = ordered.source;
            item = ordered.item;
            itemLength = ordered.itemLength;
            rawOffset = ordered.rawOffset;
            sorted = true;
        }
    }
}
