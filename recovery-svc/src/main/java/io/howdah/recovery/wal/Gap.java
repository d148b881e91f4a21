package io.howdah.recovery.wal;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * WAL that is missing between two points that can be reached, or behind the last one.
 *
 * @param timeline on which it begins
 * @param from where the archived WAL breaks off
 * @param to where it goes on
 * @param lastBefore the latest time before it that can be reached
 * @param firstAfter the earliest one after it; null while there is no backup from which it could be
 */
record Gap(
        long timeline,
        Lsn from,
        Lsn to,
        Instant lastBefore,
        @Nullable Instant firstAfter) {

    @Override
    public String toString() {
        return "WAL from " + from + " to " + to + " on timeline " + timeline + " is missing";
    }
}
