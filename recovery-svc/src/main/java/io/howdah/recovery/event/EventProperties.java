package io.howdah.recovery.event;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How sessions are followed.
 *
 * @param poll how often a stream looks for new events; another recovery-svc may have made them
 * @param heartbeat how long a stream is silent at most
 * @param keep how long the events of a session are kept after its end at least
 */
@ConfigurationProperties("howdah.recovery.events")
record EventProperties(
        @DefaultValue("250ms") Duration poll,
        @DefaultValue("15s") Duration heartbeat,
        @DefaultValue("7d") Duration keep) {

    EventProperties {
        if (!poll.isPositive() || heartbeat.compareTo(poll) < 0) {
            throw new IllegalArgumentException("howdah.recovery.events.poll must be more than 0 and at most heartbeat,"
                    + " but they are " + poll + " and " + heartbeat);
        }
        if (!keep.isPositive()) {
            throw new IllegalArgumentException("howdah.recovery.events.keep must be more than 0, but is " + keep);
        }
    }
}
