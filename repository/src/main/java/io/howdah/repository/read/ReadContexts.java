package io.howdah.repository.read;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Buffers and decompression contexts, reused: as many idle ones as threads could read at once at full speed. */
final class ReadContexts {

    private static final int MOST_IDLE = 2 * Runtime.getRuntime().availableProcessors();

    private final ConcurrentLinkedQueue<ReadContext> idle = new ConcurrentLinkedQueue<>();
    private final AtomicInteger idleCount = new AtomicInteger();
    private final ReadStatistics statistics;

    ReadContexts(ReadStatistics statistics) {
        this.statistics = statistics;
    }

    /** Loads the native library, which takes longer than any read, before the first read needs it. */
    void prepare() {
        ReadContext context = take();
        context.prepare();
        give(context);
    }

    ReadContext take() {
        ReadContext context = idle.poll();
        if (context == null) {
            return new ReadContext(statistics);
        }
        idleCount.decrementAndGet();
        return context;
    }

    void give(ReadContext context) {
        context.leave();
        if (idleCount.incrementAndGet() <= MOST_IDLE) {
            idle.add(context);
        } else {
            idleCount.decrementAndGet();
            context.close();
        }
    }

    void close() {
        for (ReadContext context = idle.poll(); context != null; context = idle.poll()) {
            context.close();
        }
    }
}
