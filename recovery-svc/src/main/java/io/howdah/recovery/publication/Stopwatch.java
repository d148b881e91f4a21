package io.howdah.recovery.publication;

import java.util.concurrent.TimeUnit;

/** Measures a part of the way by the clock that never jumps. */
record Stopwatch(long begun) {

    static Stopwatch start() {
        return new Stopwatch(System.nanoTime());
    }

    long millis() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
    }
}
