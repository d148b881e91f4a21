package io.howdah.recovery.wal;

import io.howdah.openapi.problem.ProblemException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** Which way recovery goes where the WAL forks; in words as {@code recovery_target_timeline} takes them. */
public sealed interface TargetTimeline {

    /** The highest timeline that some backup leads to. */
    record Latest() implements TargetTimeline {}

    /** That of the backup. */
    record Current() implements TargetTimeline {}

    record Numbered(long timeline) implements TargetTimeline {}

    /** @param text {@code latest} (so does null), {@code current} or a number */
    static TargetTimeline of(@Nullable String text) {
        if (text == null || text.equals("latest")) {
            return new Latest();
        }
        if (text.equals("current")) {
            return new Current();
        }
        if (text.matches("[1-9]\\d{0,9}")) {
            return new Numbered(Long.parseLong(text));
        }
        throw new ProblemException(
                HttpStatus.BAD_REQUEST,
                "INVALID_VALUE",
                "target.timeline cannot be " + text,
                "it is latest, current or a number from 1 on, in decimal digits");
    }
}
