package io.howdah.recovery.idempotency;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long requests are remembered.
 *
 * @param keep how long an Idempotency-Key is known at least; afterwards the same request would be done anew
 */
@ConfigurationProperties("howdah.recovery.idempotency")
record IdempotencyProperties(@DefaultValue("7d") Duration keep) {

    IdempotencyProperties {
        if (!keep.isPositive()) {
            throw new IllegalArgumentException("howdah.recovery.idempotency.keep must be more than 0, but is " + keep);
        }
    }
}
