package io.howdah.mover.verification;

import io.howdah.mover.job.Workers;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How backups are read back.
 *
 * @param workers files that are read at the same time; absent, one for each processor of this host, at most 8
 * @param checkpointInterval how much work a crash may cost: so often it is written down how far the verification is
 * @param cancelWait how long DELETE waits for a running verification to be stopped
 */
@Validated
@ConfigurationProperties("howdah.mover.verification")
public record VerificationProperties(
        @Nullable @Min(1) @Max(64) Integer workers,
        @DefaultValue("5s") Duration checkpointInterval,
        @DefaultValue("60s") Duration cancelWait) {

    int workersByDefault() {
        return Workers.byDefault(workers);
    }
}
