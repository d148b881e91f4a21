package io.howdah.system;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The stops of many sessions that use one link. A session is known only once the answer to its request is there, and
 * may be faster than that: calls of those that nobody has spoken for yet wait.
 */
final class Crossing implements Link.Guard {

    private static final long PATIENCE_SECONDS = 120;

    private final Map<String, CompletableFuture<Stop>> stops = new ConcurrentHashMap<>();
    private volatile boolean open;

    /** From now on the calls about this pass that stop. */
    void post(String about, Stop stop) {
        of(about).complete(stop);
    }

    /** From now on nobody waits who is not waiting at a stop. */
    void open() {
        open = true;
        stops.values().forEach(stop -> stop.complete(Stop.nowhere()));
    }

    @Override
    public boolean mayGo(Link.Call call) throws InterruptedException {
        Stop stop = stopOf(call);
        return stop == null || stop.mayGo(call);
    }

    @Override
    public boolean mayReturn(Link.Call call) throws InterruptedException {
        Stop stop = stopOf(call);
        return stop == null || stop.mayReturn(call);
    }

    private @Nullable Stop stopOf(Link.Call call) throws InterruptedException {
        String about = call.about();
        if (about == null || open) {
            return about == null ? null : of(about).getNow(null);
        }
        try {
            return of(about).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (TimeoutException e) {
            throw new IllegalStateException("nobody spoke for " + about + ", which wants to " + call, e);
        }
    }

    private CompletableFuture<Stop> of(String about) {
        return stops.computeIfAbsent(about, any -> new CompletableFuture<>());
    }
}
