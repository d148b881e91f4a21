package io.howdah.mount.worker;

import io.howdah.mount.fs.ReadCount;
import io.howdah.mount.timing.OperationTimes;
import java.util.Map;

/**
 * The answer to {@link WorkerRequest#METRICS}: what has been done since the worker started.
 *
 * @param reads by source: {@link #REPOSITORY}, {@link #BLOCK_CACHE}, {@link #WRITE_CACHE}
 * @param decompressionNanos time that threads spent decompressing
 * @param operations how long the kernel's requests took, by kind
 */
public record WorkerMetrics(
        Map<String, ReadCount> reads, long decompressionNanos, Map<String, OperationTimes> operations) {

    /** Frames read from the repository, those read ahead included. */
    public static final String REPOSITORY = "repository";

    /** Frames found in memory. */
    public static final String BLOCK_CACHE = "block-cache";

    /** Pieces of what was changed. */
    public static final String WRITE_CACHE = "write-cache";
}
