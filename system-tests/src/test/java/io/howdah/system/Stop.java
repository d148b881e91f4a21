package io.howdah.system;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/**
 * Keeps one call of one session waiting at one end of its way, and its repetitions with it, until the test has decided:
 * so a session is at a step, known exactly, for as long as a test likes.
 */
final class Stop {

    enum Side {
        /** The callee knows nothing of it yet. */
        BEFORE,
        /** The callee has done it, and the caller does not know. */
        AFTER
    }

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Side side;
    private final List<Pattern> way;
    private final CompletableFuture<Void> reached = new CompletableFuture<>();
    private final CompletableFuture<Boolean> decision = new CompletableFuture<>();
    private final CompletableFuture<Void> answered = new CompletableFuture<>();
    private int passed;

    private Stop(Side side, List<Pattern> way) {
        this.side = side;
        this.way = way;
    }

    /**
     * @param way calls that have to have been answered one after the other, as regular expressions; the last is stopped
     */
    static Stop at(Side side, List<String> way) {
        return new Stop(side, way.stream().map(Pattern::compile).toList());
    }

    /** Stops nothing. */
    static Stop nowhere() {
        return new Stop(Side.BEFORE, List.of());
    }

    /** Waits until the call is there. */
    void await(String what) {
        try {
            reached.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (TimeoutException e) {
            throw new AssertionError(what + ": " + way + " did not come by", e);
        }
    }

    void letPass() {
        decision.complete(true);
    }

    /** The call, or its answer, never arrives. */
    void lose() {
        decision.complete(false);
    }

    /** Whether the callee has answered the call that was stopped. */
    boolean isAnswered() {
        return answered.isDone();
    }

    boolean mayGo(Link.Call call) throws InterruptedException {
        boolean here;
        synchronized (this) {
            here = side == Side.BEFORE && isLast(call) && !decision.isDone();
        }
        return !here || decide();
    }

    boolean mayReturn(Link.Call call) throws InterruptedException {
        boolean here;
        synchronized (this) {
            here = side == Side.AFTER && isLast(call) && !decision.isDone();
            if (isLast(call)) {
                answered.complete(null);
            }
            if (passed < way.size() - 1 && matches(passed, call)) {
                passed++;
            }
        }
        return !here || decide();
    }

    private boolean decide() throws InterruptedException {
        reached.complete(null);
        try {
            return decision.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean isLast(Link.Call call) {
        return !way.isEmpty() && passed == way.size() - 1 && matches(passed, call);
    }

    private boolean matches(int position, Link.Call call) {
        return way.get(position).matcher(call.toString()).matches();
    }
}
