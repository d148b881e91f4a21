package io.howdah.repository.read;

import java.util.concurrent.atomic.LongAdder;

/** What has been read through a {@link BlockCache} since it was made. Thread-safe; counting takes nanoseconds. */
public final class ReadStatistics {

    private final LongAdder hits = new LongAdder();
    private final LongAdder hitBytes = new LongAdder();
    private final LongAdder frames = new LongAdder();
    private final LongAdder frameBytes = new LongAdder();
    private final LongAdder decompression = new LongAdder();

    ReadStatistics() {}

    void hit(int bytes) {
        hits.increment();
        hitBytes.add(bytes);
    }

    void decompressed(int bytes, long nanos) {
        frames.increment();
        frameBytes.add(bytes);
        decompression.add(nanos);
    }

    /** How often a frame that was wanted was in the cache. */
    public long hits() {
        return hits.sum();
    }

    /** Bytes of content that came from frames in the cache. */
    public long hitBytes() {
        return hitBytes.sum();
    }

    /** Frames that were read from the repository, those read ahead included. */
    public long frames() {
        return frames.sum();
    }

    /** Bytes of content in those frames. */
    public long frameBytes() {
        return frameBytes.sum();
    }

    /** Nanoseconds that threads spent decompressing them. */
    public long decompressionNanos() {
        return decompression.sum();
    }
}
