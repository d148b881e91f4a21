package io.howdah.mount.fuse;

import io.howdah.mount.timing.OperationTimes;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How long one thread took over the kernel's requests, by kind. Only that thread writes, so that counting needs neither
 * a lock nor memory, and disturbs no other thread; whoever reads may be late by a request.
 */
final class RequestTimes {

    /** linux/fuse.h: enum fuse_opcode; but for those that the kernel wants no answer to. */
    private static final Map<Integer, String> KINDS = Map.ofEntries(
            Map.entry(1, "lookup"),
            Map.entry(3, "getattr"),
            Map.entry(4, "setattr"),
            Map.entry(5, "readlink"),
            Map.entry(6, "symlink"),
            Map.entry(8, "mknod"),
            Map.entry(9, "mkdir"),
            Map.entry(10, "unlink"),
            Map.entry(11, "rmdir"),
            Map.entry(12, "rename"),
            Map.entry(13, "link"),
            Map.entry(14, "open"),
            Map.entry(15, "read"),
            Map.entry(16, "write"),
            Map.entry(17, "statfs"),
            Map.entry(18, "release"),
            Map.entry(20, "fsync"),
            Map.entry(27, "opendir"),
            Map.entry(28, "readdir"),
            Map.entry(29, "releasedir"),
            Map.entry(30, "fsyncdir"),
            Map.entry(35, "create"),
            Map.entry(43, "fallocate"),
            Map.entry(45, "rename"));

    private static final int OPCODES = 64;

    /** Nanoseconds: 10 us is a request answered from memory, 100 us one that decompresses, 10 ms one that waits. */
    private static final long[] BOUNDS = {
        10_000,
        30_000,
        100_000,
        300_000,
        1_000_000,
        3_000_000,
        10_000_000,
        100_000_000,
        1_000_000_000,
        OperationTimes.BEYOND
    };

    private static final int SUM = BOUNDS.length;
    private static final int WIDTH = SUM + 1;

    private final AtomicLongArray cells = new AtomicLongArray(OPCODES * WIDTH);

    void add(int opcode, long nanos) {
        if (opcode < 0 || opcode >= OPCODES) {
            return;
        }
        int bucket = 0;
        while (nanos > BOUNDS[bucket]) {
            bucket++;
        }
        increase(opcode * WIDTH + bucket, 1);
        increase(opcode * WIDTH + SUM, nanos);
    }

    private void increase(int cell, long by) {
        cells.setOpaque(cell, cells.getPlain(cell) + by);
    }

    /** Adds what there is of each kind. */
    void addTo(Map<String, OperationTimes> sum) {
        KINDS.forEach((opcode, kind) -> {
            OperationTimes times = times(opcode);
            if (times.count() > 0) {
                sum.merge(kind, times, OperationTimes::plus);
            }
        });
    }

    private OperationTimes times(int opcode) {
        SortedMap<Long, Long> counts = new TreeMap<>();
        for (int bucket = 0; bucket < BOUNDS.length; bucket++) {
            counts.put(BOUNDS[bucket], cells.getOpaque(opcode * WIDTH + bucket));
        }
        return new OperationTimes(cells.getOpaque(opcode * WIDTH + SUM), counts);
    }
}
