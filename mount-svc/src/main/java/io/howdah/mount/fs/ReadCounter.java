package io.howdah.mount.fs;

import java.util.concurrent.atomic.LongAdder;

/** Counts reads from one source. Thread-safe; counting takes nanoseconds. */
public final class ReadCounter {

    private final LongAdder blocks = new LongAdder();
    private final LongAdder bytes = new LongAdder();

    void read(int length) {
        blocks.increment();
        bytes.add(length);
    }

    public ReadCount count() {
        return new ReadCount(blocks.sum(), bytes.sum());
    }
}
