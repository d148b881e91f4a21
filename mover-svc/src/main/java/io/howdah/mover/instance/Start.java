package io.howdah.mover.instance;

import io.howdah.openapi.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.springframework.http.HttpStatus;

/** One start of one instance, from the request to where it is ready or has failed. */
final class Start {

    private final String id;
    private final Path data;
    private final ServerLog log;
    private final long began = System.nanoTime();
    private final Map<String, Long> timings = new LinkedHashMap<>();
    private final CompletableFuture<Void> over = new CompletableFuture<>();
    private long lap = began;

    Start(String id, Path data, ServerLog log) {
        this.id = id;
        this.data = data;
        this.log = log;
    }

    /** Notes how long the step took that ends now. */
    void step(String name) {
        long now = System.nanoTime();
        timings.put(name, TimeUnit.NANOSECONDS.toMillis(now - lap));
        lap = now;
    }

    Map<String, Long> timings() {
        timings.put("total", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began));
        return timings;
    }

    /** Completes when the outcome is stored. */
    CompletableFuture<Void> over() {
        return over;
    }

    /**
     * Waits until recovery has ended and the server takes connections. What counts is the status in postmaster.pid, as
     * for pg_ctl.
     *
     * @param exit completes when the process ends
     */
    void awaitReady(long pid, CompletableFuture<?> exit, Duration timeout) throws InterruptedException {
        boolean ready = Polling.until(timeout, exit, () -> ready(pid));
        if (ready) {
            step("recovery");
            return;
        }
        if (exit.isDone()) {
            throw ProblemException.unprocessable(
                    "INSTANCE_FAILED_TO_START",
                    "instance " + id + " ended before it was ready; its log ends with:\n" + log.tail(),
                    "correct what PostgreSQL complains about, then retry");
        }
        throw new ProblemException(
                HttpStatus.GATEWAY_TIMEOUT,
                "INSTANCE_START_TIMEOUT",
                "instance " + id + " was not ready after " + timeout + "; its log ends with:\n" + log.tail(),
                "recovery may need longer: raise howdah.mover.instance.start-timeout, then retry");
    }

    private boolean ready(long pid) {
        try {
            LockFile lock = LockFile.read(data).filter(l -> l.pid() == pid).orElse(null);
            if (lock == null) {
                return false;
            }
            if (lock.recovering() && !timings.containsKey("launch")) {
                step("launch");
            }
            return lock.ready();
        } catch (IOException mountDied) {
            // the server will end of it
            return false;
        }
    }
}
