package io.howdah.repository.read;

/** Notices sequential reading of one file and says how far to read ahead. Races only cost a prefetch. */
final class Readahead {

    /** How far ahead of the reader, in bytes. */
    private static final int WINDOW = 256 * 1024;

    private static final int READS_IN_ROW = 2;

    private volatile long position;
    private volatile int inRow;

    /**
     * Notes a read.
     *
     * @return the end of what to read ahead, from {@code to}; 0 when reading is not sequential or the end is reached
     */
    long next(long from, long to, long size) {
        boolean sequential = from == position;
        position = to;
        inRow = sequential ? Math.min(inRow + 1, READS_IN_ROW) : 0;
        return inRow == READS_IN_ROW && to < size ? Math.min(to + WINDOW, size) : 0;
    }

    /** Whether the reader is beyond a position already. */
    boolean passed(long end) {
        return position >= end;
    }
}
