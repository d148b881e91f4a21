package io.howdah.mover.copy;

import io.howdah.mover.job.Workers;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How backups are copied.
 *
 * @param workers files, or parts of large ones, that are copied at the same time; absent, one for each processor of
 *     this host, at most 8
 * @param checkpointInterval how much work a crash may cost: after so long all that is copied is brought to disk and
 *     written down
 * @param cancelWait how long DELETE waits for a running copy to be stopped
 */
@Validated
@ConfigurationProperties("howdah.mover.copy")
public record CopyProperties(
        @Nullable @Min(1) @Max(64) Integer workers,
        @DefaultValue("5s") Duration checkpointInterval,
        @DefaultValue("60s") Duration cancelWait) {

    int workersByDefault() {
        return Workers.byDefault(workers);
    }
}
