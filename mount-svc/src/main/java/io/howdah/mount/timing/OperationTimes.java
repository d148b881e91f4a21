package io.howdah.mount.timing;

import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How long requests of one kind took.
 *
 * @param nanos all of them together
 * @param counts how many took at most so many nanoseconds and more than the bound before; {@link #BEYOND} is the last
 *     bound
 */
public record OperationTimes(long nanos, SortedMap<Long, Long> counts) {

    public static final long BEYOND = Long.MAX_VALUE;

    public OperationTimes plus(OperationTimes other) {
        SortedMap<Long, Long> sum = new TreeMap<>(counts);
        other.counts.forEach((bound, count) -> sum.merge(bound, count, Long::sum));
        return new OperationTimes(nanos + other.nanos, sum);
    }

    public long count() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }
}
