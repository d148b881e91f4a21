package io.howdah.recovery.session;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long sessions keep trying.
 *
 * @param retries how often a step that failed for now is tried again by itself before its session is FAILED
 * @param firstRetry until the first of these; it doubles with each further one
 * @param longestRetry the longest time between two of them
 * @param progressInterval how often the progress of a running step is written down at most
 */
@ConfigurationProperties("howdah.recovery.session")
public record SessionProperties(
        @DefaultValue("10") int retries,
        @DefaultValue("5s") Duration firstRetry,
        @DefaultValue("5m") Duration longestRetry,
        @DefaultValue("1s") Duration progressInterval) {

    public SessionProperties {
        if (retries < 0) {
            throw new IllegalArgumentException("howdah.recovery.session.retries must be 0 or more, but is " + retries);
        }
        if (!firstRetry.isPositive() || longestRetry.compareTo(firstRetry) < 0) {
            throw new IllegalArgumentException("howdah.recovery.session.first-retry must be more than 0 and at most"
                    + " longest-retry, but they are " + firstRetry + " and " + longestRetry);
        }
        if (progressInterval.isNegative()) {
            throw new IllegalArgumentException(
                    "howdah.recovery.session.progress-interval must not be negative, but is " + progressInterval);
        }
    }

    /** @param retry 1 for the first */
    Duration pauseBefore(int retry) {
        Duration pause = firstRetry;
        for (int i = 1; i < retry && pause.compareTo(longestRetry) < 0; i++) {
            pause = pause.multipliedBy(2);
        }
        return pause.compareTo(longestRetry) > 0 ? longestRetry : pause;
    }
}
