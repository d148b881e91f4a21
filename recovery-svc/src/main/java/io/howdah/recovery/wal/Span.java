package io.howdah.recovery.wal;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * What recovery from one backup can reach along a route.
 *
 * @param end the end of the WAL that follows the backup without a gap; the backup's own when none does
 * @param lastCommitAt when the last transaction before that end ended, as far as is known
 * @param open whether transactions may have ended later than that
 */
record Span(
        BaseBackup backup,
        Lsn end,
        @Nullable Instant lastCommitAt,
        @Nullable Lsn lastCommitLsn,
        boolean open) {

    /** @param segmentBytes the backup brings the segment in which it stopped whole */
    static Span of(BaseBackup backup, Route route, long segmentBytes) {
        Lsn own = segmentBytes == 0 ? backup.stop() : backup.stop().segmentEnd(segmentBytes);
        for (Stretch stretch : route.stretches()) {
            if (!own.before(stretch.from()) && backup.stop().before(stretch.to())) {
                return new Span(backup, stretch.to(), stretch.lastCommitAt(), stretch.lastCommitLsn(), stretch.open());
            }
        }
        return new Span(backup, backup.stop(), null, null, false);
    }

    boolean hasWal() {
        return backup.stop().before(end);
    }

    boolean reaches(Goal.Time time) {
        if (!hasWal() || time.at().isBefore(backup.stoppedAt())) {
            return false;
        }
        Instant last = lastCommitAt;
        return open
                || last != null
                        && (time.inclusive()
                                ? time.at().isBefore(last)
                                : !time.at().isAfter(last));
    }

    boolean reaches(Goal.Position position) {
        return !position.lsn().before(backup.stop()) && position.lsn().before(end);
    }

    /** The earliest time that it reaches, and the only one when no transaction is known to have ended later. */
    Instant firstTime() {
        return backup.stoppedAt();
    }

    /** The latest time that it surely reaches, inclusive or not; null when there is none. */
    @Nullable Instant lastTime() {
        // a time of PostgreSQL has microseconds
        Instant before = lastCommitAt == null ? null : lastCommitAt.minus(1, ChronoUnit.MICROS);
        return !hasWal() || before == null || before.isBefore(backup.stoppedAt()) ? null : before;
    }

    /** Of the times that it reaches, the nearest to one that it does not; null when it reaches none. */
    @Nullable Instant nearest(Instant time) {
        Instant last = lastTime();
        if (!time.isBefore(firstTime())) {
            return last;
        }
        return last != null || hasWal() && open ? firstTime() : null;
    }

    /** Of the positions that it reaches, the nearest to one that it does not; null when it reaches none. */
    @Nullable Lsn nearest(Lsn position) {
        return hasWal() && position.before(backup.stop()) ? backup.stop() : lastPosition();
    }

    /** The last position that it surely reaches; null when there is none. */
    @Nullable Lsn lastPosition() {
        if (!hasWal()) {
            return null;
        }
        return lastCommitLsn == null || lastCommitLsn.before(backup.stop()) ? backup.stop() : lastCommitLsn;
    }
}
