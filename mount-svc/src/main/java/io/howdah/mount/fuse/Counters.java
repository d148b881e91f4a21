package io.howdah.mount.fuse;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What went through a mount since it was made. */
public final class Counters {

    private final LongAdder reads = new LongAdder();
    private final LongAdder bytesRead = new LongAdder();
    private final LongAdder writes = new LongAdder();
    private final LongAdder bytesWritten = new LongAdder();
    private final LongAdder syncs = new LongAdder();

    void read(int bytes) {
        reads.increment();
        bytesRead.add(bytes);
    }

    void written(int bytes) {
        writes.increment();
        bytesWritten.add(bytes);
    }

    void synced() {
        syncs.increment();
    }

    public Map<String, Long> values() {
        Map<String, Long> values = new LinkedHashMap<>();
        values.put("reads", reads.sum());
        values.put("bytesRead", bytesRead.sum());
        values.put("writes", writes.sum());
        values.put("bytesWritten", bytesWritten.sum());
        values.put("syncs", syncs.sum());
        return values;
    }
}
