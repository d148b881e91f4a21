package io.howdah.repository.manifest;

import java.util.function.IntUnaryOperator;

/** Puts the changed runs of an incremental backup over its parent's, so that no chain is left to walk when reading. */
public final class Overlay {

    private final Extents below;
    private final IntUnaryOperator belowSource;
    private final int unit;
    private final long end;
    private final Extents.Builder result = new Extents.Builder();
    private int at;

    private Overlay(Extents below, IntUnaryOperator belowSource, int unit, long end) {
        this.below = below;
        this.belowSource = belowSource;
        this.unit = unit;
        this.end = end;
    }

    /** Cuts extents off at the end of the file. */
    public static Extents clip(Extents extents, int unit, long end) {
        int last = extents.count() - 1;
        if (last < 0 || extents.end(last) <= end) {
            return extents;
        }
        Extents none = new Extents.Builder().build();
        return over(extents, none, IntUnaryOperator.identity(), unit, end);
    }

    /**
     * @param above wins where both have content
     * @param belowSource what a source index of {@code below} is in the result
     * @param unit bytes that extents count in
     * @param end of the file, in units
     */
    public static Extents over(Extents above, Extents below, IntUnaryOperator belowSource, int unit, long end) {
        Overlay overlay = new Overlay(below, belowSource, unit, end);
        long from = 0;
        for (int i = 0; i < above.count() && above.first(i) < end; i++) {
            overlay.copyBelow(from, above.first(i));
            long length = Math.min(above.end(i), end) - above.first(i);
            overlay.result.addPart(above, i, 0, length, above.source(i), unit);
            from = above.end(i);
        }
        overlay.copyBelow(from, end);
        return overlay.result.build();
    }

    /** Takes what the parent has between two positions; called with ascending ones. */
    private void copyBelow(long from, long to) {
        long stop = Math.min(to, end);
        while (at < below.count() && below.end(at) <= from) {
            at++;
        }
        for (int i = at; i < below.count() && below.first(i) < stop; i++) {
            long start = Math.max(below.first(i), from);
            long length = Math.min(below.end(i), stop) - start;
            if (length > 0) {
                int source = belowSource.applyAsInt(below.source(i));
                result.addPart(below, i, start - below.first(i), length, source, unit);
            }
        }
    }
}
