package io.howdah.recovery.wal;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is archived of a timeline.
 *
 * @param ranges WAL without a gap each, in order
 * @param ancestors the timelines that lead to it, oldest first, each followed up to a position
 */
record ArchivedTimeline(long timeline, List<Range> ranges, List<Ancestor> ancestors) {

    /**
     * @param to position after the last byte
     * @param lastCommitAt when the last transaction in it ended; null when that is not known
     * @param lastCommitLsn where the record of that end begins
     */
    record Range(
            Lsn from,
            Lsn to,
            @Nullable Instant lastCommitAt,
            @Nullable Lsn lastCommitLsn) {}

    /** @param end where the next timeline begins */
    record Ancestor(long timeline, Lsn end) {}

    ArchivedTimeline {
        ranges = List.copyOf(ranges);
        ancestors = List.copyOf(ancestors);
    }
}
