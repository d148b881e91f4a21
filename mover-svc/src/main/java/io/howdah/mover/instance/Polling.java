package io.howdah.mover.instance;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** Waits for what nobody announces: looks often at first, then ever more seldom, and never beyond a deadline. */
public final class Polling {

    private static final long FIRST_INTERVAL = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long LAST_INTERVAL = TimeUnit.MILLISECONDS.toNanos(250);

    /** The interval is this part of the time waited so far: the answer is at most 5 % late. */
    private static final int PART = 20;

    private Polling() {}

    /** Returns whether the condition holds; false when it does not at the deadline. */
    public static boolean until(Duration deadline, BooleanSupplier condition) throws InterruptedException {
        return until(deadline, new CompletableFuture<Void>(), condition);
    }

    /** The same, and looks at once when {@code event} completes, which ends the wait. */
    public static boolean until(Duration deadline, CompletableFuture<?> event, BooleanSupplier condition)
            throws InterruptedException {
        long start = System.nanoTime();
        long limit = deadline.toNanos();
        while (true) {
            boolean last = event.isDone();
            if (condition.getAsBoolean()) {
                return true;
            }
            long waited = System.nanoTime() - start;
            if (last || waited >= limit) {
                return false;
            }
            long interval = Math.clamp(waited / PART, FIRST_INTERVAL, LAST_INTERVAL);
            try {
                event.get(Math.min(interval, limit - waited), TimeUnit.NANOSECONDS);
            } catch (TimeoutException | ExecutionException lookAgain) {
                // the condition decides, not how the event came about
            }
        }
    }
}
