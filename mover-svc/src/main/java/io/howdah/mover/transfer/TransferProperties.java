package io.howdah.mover.transfer;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How dumps are fetched.
 *
 * @param connections files that are fetched at a time
 * @param connectTimeout until a connection stands
 * @param readTimeout how long nothing may come before a connection counts as broken
 * @param attempts how often in a row a file may get no further before the transfer fails for now
 * @param firstPause before the second of them; it doubles with each further one
 */
@Validated
@ConfigurationProperties("howdah.mover.transfer")
record TransferProperties(
        @DefaultValue("4") @Min(1) @Max(64) int connections,
        @DefaultValue("5s") Duration connectTimeout,
        @DefaultValue("30s") Duration readTimeout,
        @DefaultValue("5") @Min(1) @Max(100) int attempts,
        @DefaultValue("200ms") Duration firstPause) {

    private static final int MOST_DOUBLINGS = 10;

    /** @param inVain attempts in a row that got no further, from 0 */
    Duration pauseAfter(int inVain) {
        return firstPause.multipliedBy(1L << Math.clamp(inVain - 1, 0, MOST_DOUBLINGS));
    }
}
