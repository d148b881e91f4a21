package io.howdah.mover.job;

import io.howdah.openapi.log.LogContext;
import io.howdah.openapi.problem.ProblemException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;

/**
 * The jobs of one kind that run now, each by its id.
 *
 * @param <R> what tells of a running job and stops it
 */
public final class RunningJobs<R> {

    private static final Logger LOG = LoggerFactory.getLogger(RunningJobs.class);

    private record Job<R>(R run, CompletableFuture<Void> over) {}

    private final String kind;
    private final String notStopped;
    private final Duration patience;
    private final Map<String, Job<R>> jobs = new ConcurrentHashMap<>();

    /**
     * @param kind in messages, such as {@code backup job}
     * @param notStopped the code of the problem that one does not end
     * @param patience how long one that was told to stop may take
     */
    public RunningJobs(String kind, String notStopped, Duration patience) {
        this.kind = kind;
        this.notStopped = notStopped;
        this.patience = patience;
    }

    public Optional<R> find(String id) {
        return Optional.ofNullable(jobs.get(id)).map(Job::run);
    }

    /**
     * Begins a job; its log lines are about what those of this thread are about.
     *
     * @param work does not return before the job is over, and throws nothing
     */
    public void start(String id, R run, Executor threads, Runnable work) {
        Job<R> job = new Job<>(run, new CompletableFuture<>());
        jobs.put(id, job);
        threads.execute(LogContext.carry(() -> {
            try {
                work.run();
            } finally {
                jobs.remove(id, job);
                job.over().complete(null);
            }
        }));
    }

    /**
     * Waits for the end of one that was told to stop, if it has not ended already.
     *
     * @throws ProblemException 503 when it takes too long
     */
    public void awaitEnd(String id) {
        Job<R> job = jobs.get(id);
        if (job == null) {
            return;
        }
        try {
            job.over().get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw stillThere(id, e);
        } catch (ExecutionException | TimeoutException e) {
            throw stillThere(id, e);
        }
    }

    private ProblemException stillThere(String id, Exception cause) {
        return new ProblemException(
                HttpStatus.SERVICE_UNAVAILABLE,
                notStopped,
                kind + " " + id + " has been told to stop and is not gone yet",
                "send the request again",
                cause);
    }

    /** Stops all when the service ends; what does not end is left to its next start. */
    public void endAll(Consumer<R> cancel) {
        List<String> ids = List.copyOf(jobs.keySet());
        ids.forEach(id -> find(id).ifPresent(cancel));
        for (String id : ids) {
            try {
                awaitEnd(id);
            } catch (ProblemException e) {
                LOG.warn("{}", e.detail(), e);
            }
        }
    }
}
