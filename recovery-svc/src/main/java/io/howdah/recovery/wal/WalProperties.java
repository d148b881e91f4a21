package io.howdah.recovery.wal;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How streaming of WAL is kept up.
 *
 * @param upkeep how often recovery-svc sees to it that hosts have the receivers they are to have, and no others
 */
@ConfigurationProperties("howdah.recovery.wal")
record WalProperties(@DefaultValue("5s") Duration upkeep) {

    WalProperties {
        if (!upkeep.isPositive()) {
            throw new IllegalArgumentException("howdah.recovery.wal.upkeep must be more than 0, but is " + upkeep);
        }
    }
}
