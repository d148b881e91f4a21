package io.howdah.recovery.wal;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Archived WAL without a gap along a route.
 *
 * @param lastCommitAt when the last transaction in it ended, as far as is known
 * @param lastCommitLsn where the record of that end begins
 * @param open whether it may hold transactions that ended later
 */
record Stretch(
        Lsn from,
        Lsn to,
        @Nullable Instant lastCommitAt,
        @Nullable Lsn lastCommitLsn,
        boolean open) {

    /** @param end where the route leaves the timeline of the range */
    static Stretch of(ArchivedTimeline.Range range, @Nullable Lsn end) {
        Lsn to = end != null && end.before(range.to()) ? end : range.to();
        Lsn last = range.lastCommitLsn();
        // what ended on the timeline after the route left it, is not on the route
        return last != null && last.before(to)
                ? new Stretch(range.from(), to, range.lastCommitAt(), last, false)
                : new Stretch(range.from(), to, null, null, true);
    }

    /** With what goes on where this one ends, or before. */
    Stretch and(Stretch next) {
        if (!to.before(next.to)) {
            return this;
        }
        boolean known = next.lastCommitAt != null;
        return new Stretch(
                from,
                next.to,
                known ? next.lastCommitAt : lastCommitAt,
                known ? next.lastCommitLsn : lastCommitLsn,
                next.open);
    }
}
