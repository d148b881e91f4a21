package io.howdah.mount.config;

import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.List;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How worker processes run.
 *
 * @param jvmFlags flags of the worker's JVM that come after the built-in ones, and so win over them
 * @param blockCache bound of a worker's cache of decompressed frames, off heap
 * @param startTimeout from the start of a worker until its mount is usable; a worker that takes longer is ended
 * @param stopTimeout from the request to unmount until the worker has ended; a worker that takes longer is killed
 * @param syncTimeout until the fresh write cache is on disk
 * @param answerTimeout until a worker answers how it is; one that takes longer counts as unknown, not as dead
 * @param spares how many workers wait, started, for the next mounts; each takes the memory of a small worker
 * @param watchInterval how often adopted workers are looked at; the death of a worker that this process started itself
 *     is noticed at once
 */
public record WorkerProperties(
        @DefaultValue List<String> jvmFlags,

        @DefaultValue("64MB") DataSize blockCache,
        @DefaultValue("60s") @DurationMin(millis = 1) Duration startTimeout,
        @DefaultValue("30s") @DurationMin(millis = 1) Duration stopTimeout,
        @DefaultValue("5m") @DurationMin(millis = 1) Duration syncTimeout,
        @DefaultValue("5s") @DurationMin(millis = 1) Duration answerTimeout,
        @DefaultValue("1") @Min(0) int spares,
        @DefaultValue("1s") @DurationMin(millis = 1) Duration watchInterval) {

    /** As they are when nothing is set. */
    public static final WorkerProperties DEFAULTS = new WorkerProperties(
            List.of(),
            DataSize.ofMegabytes(64),
            Duration.ofSeconds(60),
            Duration.ofSeconds(30),
            Duration.ofMinutes(5),
            Duration.ofSeconds(5),
            1,
            Duration.ofSeconds(1));
}
