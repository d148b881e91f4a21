package io.howdah.recovery.wal;

import io.howdah.openapi.howdah.model.RecoveryTargetType;
import org.jspecify.annotations.Nullable;

/** Whether a goal can be reached. */
public sealed interface Reach {

    /**
     * @param backupId where recovery has to begin: the newest backup that can serve; for a mark, whose place nobody
     *     knows, the oldest from which the WAL goes on to the end of the window without a gap
     * @param timeline to be recovered to
     */
    record Possible(String backupId, long timeline) implements Reach {}

    /** @param why such as {@code it is after the last archived transaction} */
    record Impossible(String why, Nearest nearest) implements Reach {}

    /** A target that can be reached instead. */
    record Nearest(
            String backupId,
            long timeline,
            RecoveryTargetType type,
            @Nullable String value) {

        @Override
        public String toString() {
            return (value == null ? type.getValue() : type + " " + value) + " on timeline " + timeline
                    + ", from backup " + backupId;
        }
    }
}
