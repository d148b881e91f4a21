package io.howdah.mover.backup;

import io.howdah.mover.job.Workers;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How backups are pulled.
 *
 * @param workers connections that copy files at the same time when a job does not say; absent, one for each processor
 *     of this host, at most 8
 * @param connectTimeout for each connection to bindump
 * @param cancelWait how long DELETE waits for a running job to be gone
 */
@Validated
@ConfigurationProperties("howdah.mover.backup")
record BackupProperties(
        @Nullable @Min(1) @Max(64) Integer workers,
        @DefaultValue("10s") Duration connectTimeout,
        @DefaultValue("60s") Duration cancelWait) {

    int workersByDefault() {
        return Workers.byDefault(workers);
    }
}
