package io.howdah.mover.wal;

import jakarta.validation.constraints.AssertTrue;
import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How WAL is archived.
 *
 * @param stagingDirectory where received segments lie until they are in the repository
 * @param pushHeaderFile made at start with mode 0600: the header that lets archive_command in
 * @param maxLag commits older than this are in the repository while all goes well; the open segment is archived three
 *     times as often
 * @param firstPause before receiving or archiving is tried again after a failure; doubles with each further one
 * @param lastPause the pauses grow no longer than this
 * @param stopWait how long pg_receivewal may take to end before it is killed
 */
@Validated
@ConfigurationProperties("howdah.mover.wal")
record WalProperties(
        @DefaultValue(".howdah/state/mover-svc/wal") Path stagingDirectory,

        @DefaultValue(".howdah/state/mover-svc/wal-push.header")
        Path pushHeaderFile,

        @DefaultValue("5s") Duration maxLag,
        @DefaultValue("500ms") Duration firstPause,
        @DefaultValue("30s") Duration lastPause,
        @DefaultValue("10s") Duration stopWait) {

    private static final Duration SHORTEST_LAG = Duration.ofMillis(100);

    @AssertTrue(message = "max-lag must be 100ms or more") boolean isLagPossible() {
        return maxLag.compareTo(SHORTEST_LAG) >= 0;
    }

    @AssertTrue(message = "first-pause must be more than 0 and not above last-pause") boolean isPauseRange() {
        return firstPause.isPositive() && firstPause.compareTo(lastPause) <= 0;
    }

    Duration shipInterval() {
        return maxLag.dividedBy(3);
    }
}
