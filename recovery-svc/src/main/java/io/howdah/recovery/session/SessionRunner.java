package io.howdah.recovery.session;

import io.howdah.openapi.log.LogContext;
import io.howdah.openapi.problem.ProblemException;
import io.howdah.recovery.agent.AgentUnavailable;
import io.howdah.recovery.agent.Fence;
import io.howdah.recovery.problem.StoredProblem;
import io.howdah.recovery.session.SessionMetrics.Outcome;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Runs a session from where it is until it ends or has to wait. The success of a step and the beginning of the next are
 * one commit. Whoever runs a session owns it by a token in its row; one that lost it, because it was taken for dead,
 * changes nothing any more.
 */
@Component
class SessionRunner {

    private static final Logger LOG = LoggerFactory.getLogger(SessionRunner.class);

    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

    private final SessionStore store;
    private final SessionProperties properties;
    private final SessionMetrics metrics;
    private final Clock clock;
    private final CountDownLatch stopping = new CountDownLatch(1);

    SessionRunner(SessionStore store, SessionProperties properties, SessionMetrics metrics, Clock clock) {
        this.store = store;
        this.properties = properties;
        this.metrics = metrics;
        this.clock = clock;
    }

    /**
     * @param run the number of the execution within the session
     * @return when to come again, or null when there is nothing more to do
     */
    @Nullable Instant run(String sessionId, int run) {
        String owner = UUID.randomUUID().toString();
        try (var _ = LogContext.with(LogContext.SESSION, sessionId)) {
            return store.change(
                            sessionId,
                            row -> new Claim(
                                    sessionId,
                                    row.subject(),
                                    store.operation(row.kind()),
                                    owner,
                                    Turn.of(row, row.claim(run, owner, clock.instant()))))
                    .map(this::run)
                    .orElse(null);
        } catch (SessionLost lost) {
            LOG.info("{}", lost.getMessage());
            return null;
        } catch (RuntimeException e) {
            if (isStopping()) {
                // The step was cut off by our own end; whoever runs the session next repeats it.
                return clock.instant();
            }
            throw e;
        }
    }

    /** Lets go of all sessions at the next occasion. */
    void stop() {
        stopping.countDown();
    }

    private boolean isStopping() {
        return stopping.getCount() == 0;
    }

    private @Nullable Instant run(Claim claim) {
        Turn turn = claim.first();
        while (true) {
            switch (turn.move()) {
                case Move.Leave leave -> {
                    store.sync();
                    return null;
                }
                case Move.Wait wait -> {
                    store.sync();
                    return wait.until();
                }
                case Move.Do step -> turn = attempt(claim, claim.step(step.step()), turn.fence());
                case Move.Undo step -> turn = undo(claim, claim.step(step.step()), turn.fence());
            }
        }
    }

    private Turn attempt(Claim claim, Step step, long fence) {
        Instant begun = clock.instant();
        try {
            Step.Done done = Fence.within(fence, () -> step.action().apply(new ActiveRun(claim, false)));
            LOG.info("{}: {} done in {} ms", claim, step.name(), since(begun));
            Turn next = advance(claim, row -> {
                done.record().run();
                return row.stepSucceeded(step.name(), done.message(), clock.instant());
            });
            return over(claim, step, begun, Outcome.SUCCEEDED, next);
        } catch (SessionCanceled canceled) {
            LOG.info("{}: {} left, canceling", claim, step.name());
            return over(claim, step, begun, Outcome.CANCELED, advance(claim, row -> row.next(clock.instant())));
        } catch (AgentUnavailable trouble) {
            leaveIfStopping(trouble);
            LOG.warn("{}: {} failed for now: {} {}", claim, step.name(), trouble.code(), trouble.detail());
            Turn next = advance(
                    claim,
                    row -> row.stepFailedForNow(
                            step.name(), StoredProblem.of(trouble), retryTime(row, trouble), clock.instant()));
            return over(claim, step, begun, retriedOrFailed(next), next);
        } catch (ProblemException problem) {
            LOG.warn("{}: {} failed: {} {}", claim, step.name(), problem.code(), problem.detail());
            return over(claim, step, begun, Outcome.FAILED, failForGood(claim, step, StoredProblem.of(problem)));
        } catch (SessionLost | DataAccessException | TransactionException e) {
            throw e;
        } catch (RuntimeException e) {
            leaveIfStopping(e);
            LOG.error("{}: {} failed unexpectedly", claim, step.name(), e);
            return over(claim, step, begun, Outcome.FAILED, failForGood(claim, step, StoredProblem.unexpected(e)));
        }
    }

    private Turn undo(Claim claim, Step step, long fence) {
        Instant begun = clock.instant();
        try {
            Fence.within(fence, () -> {
                step.undo().accept(new ActiveRun(claim, true));
                return null;
            });
            LOG.info("{}: {} undone", claim, step.name());
            Turn next = advance(claim, row -> row.stepUndone(step.name(), clock.instant()));
            return over(claim, step, begun, Outcome.UNDONE, next);
        } catch (ProblemException trouble) {
            leaveIfStopping(trouble);
            LOG.warn("{}: undoing {} failed: {} {}", claim, step.name(), trouble.code(), trouble.detail());
            Turn next = undoLater(claim, step, StoredProblem.of(trouble), trouble);
            return over(claim, step, begun, retriedOrFailed(next), next);
        } catch (SessionLost | DataAccessException | TransactionException e) {
            throw e;
        } catch (RuntimeException e) {
            leaveIfStopping(e);
            LOG.error("{}: undoing {} failed unexpectedly", claim, step.name(), e);
            Turn next = undoLater(claim, step, StoredProblem.unexpected(e), e);
            return over(claim, step, begun, retriedOrFailed(next), next);
        }
    }

    /** Whatever keeps a step from being undone, it is tried as often as there is patience: nothing may be left. */
    private Turn undoLater(Claim claim, Step step, StoredProblem problem, RuntimeException trouble) {
        return advance(claim, row -> row.undoFailed(step.name(), problem, retryTime(row, trouble), clock.instant()));
    }

    private Turn failForGood(Claim claim, Step step, StoredProblem problem) {
        return advance(claim, row -> {
            boolean undo = claim.operation().undoable(row.snapshot());
            return row.stepFailedForGood(step.name(), problem, undo, clock.instant());
        });
    }

    private Turn advance(Claim claim, Function<SessionRow, Move> transition) {
        return change(claim, row -> Turn.of(row, transition.apply(row)));
    }

    /** Applies a transition, unless the session is run from elsewhere by now. */
    private <T> T change(Claim claim, Function<SessionRow, T> transition) {
        return store.change(claim.id(), row -> {
                    if (!row.isOwnedBy(claim.owner())) {
                        throw new SessionLost(claim.id());
                    }
                    return transition.apply(row);
                })
                .orElseThrow(() -> new SessionLost(claim.id()));
    }

    private Turn over(Claim claim, Step step, Instant begun, Outcome outcome, Turn next) {
        Duration took = Duration.between(begun, clock.instant());
        metrics.attempted(claim.operation().kind(), step.name(), outcome, took);
        return next;
    }

    private static Outcome retriedOrFailed(Turn next) {
        return next.move() instanceof Move.Wait ? Outcome.RETRIED : Outcome.FAILED;
    }

    private @Nullable Instant retryTime(SessionRow row, RuntimeException trouble) {
        int retry = row.retries() + 1;
        if (retry > properties.retries()) {
            return null;
        }
        Duration pause = properties.pauseBefore(retry);
        Duration asked = trouble instanceof AgentUnavailable agent ? agent.retryAfter() : null;
        return clock.instant().plus(asked != null && asked.compareTo(pause) > 0 ? asked : pause);
    }

    /** When this recovery-svc ends, calls are cut off: such a failure says nothing about the step. */
    private void leaveIfStopping(RuntimeException failure) {
        if (isStopping()) {
            throw failure;
        }
    }

    private long since(Instant begun) {
        return Duration.between(begun, clock.instant()).toMillis();
    }

    /** What is to be done next, and the number under which agents are asked to. */
    private record Turn(Move move, long fence) {

        static Turn of(SessionRow row, Move move) {
            return new Turn(move, row.fence());
        }
    }

    /** A session that this execution owns, and what it is to do with it first. */
    private record Claim(String id, String subject, Operation operation, String owner, Turn first) {

        Step step(String name) {
            return operation.steps().stream()
                    .filter(step -> step.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException(operation.kind() + " has no step " + name));
        }

        @Override
        public String toString() {
            return operation.kind() + " " + subject;
        }
    }

    private final class ActiveRun implements Run {

        private final Claim claim;
        private final String id;
        private final String subject;
        private final String owner;
        private final boolean undoing;
        private Instant written = Instant.EPOCH;

        ActiveRun(Claim claim, boolean undoing) {
            this.claim = claim;
            this.id = claim.id();
            this.subject = claim.subject();
            this.owner = claim.owner();
            this.undoing = undoing;
        }

        @Override
        public String sessionId() {
            return id;
        }

        @Override
        public String subject() {
            return subject;
        }

        @Override
        public void progress(long bytesDone, long bytesTotal) {
            boolean complete = bytesTotal > 0 && bytesDone >= bytesTotal;
            if (complete || due()) {
                write(row -> row.progress(bytesDone, bytesTotal));
            }
            check();
        }

        @Override
        public void replayed(String lsn, @Nullable Instant time) {
            if (due()) {
                write(row -> row.replayed(lsn, time));
            }
            check();
        }

        private boolean due() {
            return !clock.instant().isBefore(written.plus(properties.progressInterval()));
        }

        private void write(Consumer<SessionRow> progress) {
            written = clock.instant();
            store.progress(id, owner, progress);
        }

        @Override
        public void record(Runnable record) {
            change(claim, row -> {
                record.run();
                return id;
            });
        }

        @Override
        public void awaitOthers() {
            while (store.othersGoOn(id, subject)) {
                pause(LOOK_AGAIN);
            }
        }

        /** Ends early, and with an exception, when this recovery-svc ends. */
        @Override
        public void pause(Duration time) {
            try {
                stopping.await(time.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                throw new IllegalStateException("interrupted while session " + id + " waited", e);
            }
            check();
        }

        @Override
        public void check() {
            if (isStopping()) {
                throw new IllegalStateException("recovery-svc is stopping");
            }
            if (!undoing && !store.isRunningFrom(id, owner)) {
                throw new SessionCanceled(id);
            }
        }
    }
}
