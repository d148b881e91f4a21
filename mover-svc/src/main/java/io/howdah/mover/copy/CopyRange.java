package io.howdah.mover.copy;

import io.howdah.repository.read.FileEntry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A part of a file, or a whole small one: what one worker copies at a time, and what need not be copied twice. */
record CopyRange(FileEntry entry, Path target, long from, long to) {

    private static final long LARGEST = 64L << 20;

    static List<CopyRange> of(FileEntry entry, Path target) {
        List<CopyRange> ranges = new ArrayList<>();
        for (long from = 0; from < entry.size() || from == 0; from += LARGEST) {
            ranges.add(new CopyRange(entry, target, from, Math.min(from + LARGEST, entry.size())));
        }
        return ranges;
    }

    boolean first() {
        return from == 0;
    }

    long length() {
        return to - from;
    }

    /** As the journal has it; entries of a backup keep their numbers. */
    String line() {
        return entry.index() + " " + from;
    }
}
