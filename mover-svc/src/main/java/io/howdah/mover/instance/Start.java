package io.howdah.mover.instance;

import io.howdah.openapi.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** One start of one instance, from the request to where it is ready or has failed. */
final class Start {

    /** The code of the problem of a server that gave up. */
    static final String FAILED = "INSTANCE_FAILED_TO_START";

    /** Exit codes of a server that was told to shut down (0) or ended by a signal that is no fault of its own. */
    private static final Set<Integer> ENDED_BY_OTHERS = Set.of(0, 128 + 1, 128 + 2, 128 + 3, 128 + 9, 128 + 15);

    private final String id;
    private final Path data;
    private final ServerLog log;
    private final @Nullable Recovery recovery;
    private final long began = System.nanoTime();
    private final Map<String, Long> timings = new LinkedHashMap<>();
    private final CompletableFuture<Void> over = new CompletableFuture<>();
    private final boolean unasked;
    private final @Nullable Object directory;
    private long lap = began;

    /**
     * @param recovery null when there is none
     * @param unasked whether nobody asked for it
     */
    Start(String id, Path data, ServerLog log, @Nullable Recovery recovery, boolean unasked) {
        this.id = id;
        this.data = data;
        this.log = log;
        this.recovery = recovery;
        this.unasked = unasked;
        this.directory = identity(data);
    }

    /** One that needs no waiting for. */
    static Start over(String id) {
        Start start = new Start(id, Path.of("/"), new ServerLog(Path.of("/"), 0), null, false);
        start.over.complete(null);
        return start;
    }

    boolean unasked() {
        return unasked;
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

    void whenOver(Runnable then) {
        over.thenRun(then);
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
            throw ended(exit.getNow(null));
        }
        throw new ProblemException(
                HttpStatus.GATEWAY_TIMEOUT,
                "INSTANCE_START_TIMEOUT",
                "instance " + id + " was not ready after " + timeout + "; its log ends with:\n" + log.tail(),
                "recovery may need longer: raise howdah.mover.instance.start-timeout, then retry");
    }

    /** A server that gave up by itself will do so again; one that was ended need not be. */
    private ProblemException ended(@Nullable Object process) {
        if (!(process instanceof Process child) || ENDED_BY_OTHERS.contains(child.exitValue())) {
            return interrupted(id, "its server was ended while it started");
        }
        return explain(Optional.ofNullable(recovery)
                .flatMap(Recovery::failure)
                .orElseGet(() -> ProblemException.unprocessable(
                        FAILED,
                        "instance " + id + " ended before it was ready; its log ends with:\n" + log.tail(),
                        "correct what PostgreSQL complains about, then retry")));
    }

    /** How far its recovery has come; empty when it does not say. */
    Optional<Replay.Position> position() {
        return Optional.ofNullable(recovery).flatMap(Recovery::position);
    }

    /** Whatever went wrong, it says nothing about the instance when its mount went away under it. */
    ProblemException explain(RuntimeException failure) {
        if (directory == null || !directory.equals(identity(data))) {
            return interrupted(id, "its mount went away while it started");
        }
        return failure instanceof ProblemException problem
                ? problem
                : new ProblemException(
                        HttpStatus.INTERNAL_SERVER_ERROR,
                        FAILED,
                        "instance " + id + " cannot be started: " + failure.getMessage()
                                + (failure.getCause() == null
                                        ? ""
                                        : ": " + failure.getCause().getMessage()),
                        "look whether the host has space, then retry",
                        failure);
    }

    /** Another start may succeed. */
    static ProblemException interrupted(String id, String why) {
        return new ProblemException(
                HttpStatus.SERVICE_UNAVAILABLE,
                "INSTANCE_INTERRUPTED",
                "instance " + id + " was interrupted before it was ready: " + why,
                "start it again");
    }

    /** Tells a directory from one that is mounted in its place later; null when it does not answer. */
    private static @Nullable Object identity(Path data) {
        try {
            // attributes may be answered by the kernel for a mount that is dead, contents may not
            Files.readString(data.resolve("PG_VERSION"));
            return Files.readAttributes(data, BasicFileAttributes.class).fileKey();
        } catch (IOException gone) {
            return null;
        }
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
