package io.howdah.recovery.time;

import java.util.concurrent.TimeUnit;

/** Measures a part of the way by the clock that never jumps. */
public record Stopwatch(long begun) {

    public static Stopwatch start() {
        return new Stopwatch(System.nanoTime());
    }

    public long millis() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
    }
}
