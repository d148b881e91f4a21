package io.howdah.mount.worker;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The answer to every request.
 *
 * @param state where the mount stands
 * @param pid process id of the worker
 * @param durable the fresh write cache is on disk: what is fsynced from now on survives a power cut
 * @param timings milliseconds by step, in the order in which they ended
 * @param error why mounting failed, or why this request was refused
 * @param counters what was read and written since the worker started
 */
public record WorkerStatus(
        WorkerState state,
        long pid,
        boolean durable,
        Map<String, Long> timings,
        @Nullable WorkerError error,
        Map<String, Long> counters) {

    WorkerStatus with(WorkerError refusal) {
        return new WorkerStatus(state, pid, durable, timings, refusal, counters);
    }
}
