package io.howdah.recovery.session;

import io.howdah.openapi.problem.ProblemException;
import io.howdah.recovery.agent.AgentUnavailable;
import io.howdah.recovery.problem.StoredProblem;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
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

    private final SessionStore store;
    private final SessionProperties properties;
    private final Clock clock;

    SessionRunner(SessionStore store, SessionProperties properties, Clock clock) {
        this.store = store;
        this.properties = properties;
        this.clock = clock;
    }

    /**
     * @param run the number of the execution within the session
     * @param stopping whether this recovery-svc is shutting down
     * @return when to come again, or null when there is nothing more to do
     */
    @Nullable Instant run(String sessionId, int run, BooleanSupplier stopping) {
        String owner = UUID.randomUUID().toString();
        MDC.put("session", sessionId);
        try {
            Move move = store.change(sessionId, row -> row.claim(run, owner, clock.instant()))
                    .orElse(new Move.Leave());
            while (true) {
                switch (move) {
                    case Move.Leave leave -> {
                        return null;
                    }
                    case Move.Wait wait -> {
                        return wait.until();
                    }
                    case Move.Do step -> move = attempt(sessionId, owner, step);
                    case Move.Undo step -> move = undo(sessionId, owner, step);
                }
            }
        } catch (SessionLost lost) {
            LOG.info("{}", lost.getMessage());
            return null;
        } catch (RuntimeException e) {
            if (stopping.getAsBoolean()) {
                // The step was cut off by our own end; whoever runs the session next repeats it.
                return clock.instant();
            }
            throw e;
        } finally {
            MDC.remove("session");
        }
    }

    private Move attempt(String sessionId, String owner, Move.Do move) {
        SessionRow session = owned(sessionId, owner);
        Operation operation = store.operation(session.kind());
        Step step = step(operation, move.step());
        Instant begun = clock.instant();
        try {
            Step.Done done = step.action().apply(new ActiveRun(session, owner));
            LOG.info("{} {}: {} done in {} ms", session.kind(), session.subject(), step.name(), since(begun));
            return advance(sessionId, owner, row -> {
                done.record().run();
                return row.stepSucceeded(step.name(), done.message(), clock.instant());
            });
        } catch (SessionCanceled canceled) {
            LOG.info("{} {}: {} left, canceling", session.kind(), session.subject(), step.name());
            return advance(sessionId, owner, row -> row.next(clock.instant()));
        } catch (AgentUnavailable trouble) {
            leaveIfInterrupted(trouble);
            LOG.warn("{} {}: {} failed for now: {}", session.kind(), session.subject(), step.name(), trouble.detail());
            return advance(
                    sessionId,
                    owner,
                    row -> row.stepFailedForNow(
                            step.name(), StoredProblem.of(trouble), retryTime(row, trouble), clock.instant()));
        } catch (ProblemException problem) {
            LOG.warn(
                    "{} {}: {} failed: {} {}",
                    session.kind(),
                    session.subject(),
                    step.name(),
                    problem.code(),
                    problem.detail());
            return failForGood(sessionId, owner, operation, step, StoredProblem.of(problem));
        } catch (SessionLost | DataAccessException | TransactionException e) {
            throw e;
        } catch (RuntimeException e) {
            leaveIfInterrupted(e);
            LOG.error("{} {}: {} failed unexpectedly", session.kind(), session.subject(), step.name(), e);
            return failForGood(sessionId, owner, operation, step, StoredProblem.unexpected(e));
        }
    }

    private Move undo(String sessionId, String owner, Move.Undo move) {
        SessionRow session = owned(sessionId, owner);
        Step step = step(store.operation(session.kind()), move.step());
        try {
            step.undo().accept(new ActiveRun(session, owner));
            LOG.info("{} {}: {} undone", session.kind(), session.subject(), step.name());
            return advance(sessionId, owner, row -> row.stepUndone(step.name(), clock.instant()));
        } catch (ProblemException trouble) {
            leaveIfInterrupted(trouble);
            LOG.warn("{} {}: undoing {} failed: {}", session.kind(), session.subject(), step.name(), trouble.detail());
            return advance(
                    sessionId,
                    owner,
                    row -> row.undoFailed(
                            step.name(), StoredProblem.of(trouble), retryTime(row, trouble), clock.instant()));
        }
    }

    private Move failForGood(String id, String owner, Operation operation, Step step, StoredProblem problem) {
        return advance(
                id, owner, row -> row.stepFailedForGood(step.name(), problem, operation.undoable(), clock.instant()));
    }

    /** Applies a transition, unless the session is run from elsewhere by now. */
    private Move advance(String sessionId, String owner, Function<SessionRow, Move> transition) {
        return store.change(sessionId, row -> {
                    if (!row.isOwnedBy(owner)) {
                        throw new SessionLost(sessionId);
                    }
                    return transition.apply(row);
                })
                .orElseThrow(() -> new SessionLost(sessionId));
    }

    private SessionRow owned(String sessionId, String owner) {
        return store.find(sessionId).filter(row -> row.isOwnedBy(owner)).orElseThrow(() -> new SessionLost(sessionId));
    }

    private @Nullable Instant retryTime(SessionRow row, ProblemException trouble) {
        int retry = row.retries() + 1;
        if (retry > properties.retries()) {
            return null;
        }
        Duration pause = properties.pauseBefore(retry);
        Duration asked = trouble instanceof AgentUnavailable agent ? agent.retryAfter() : null;
        return clock.instant().plus(asked != null && asked.compareTo(pause) > 0 ? asked : pause);
    }

    /** An interrupted thread means that this recovery-svc ends: the failure says nothing about the step. */
    private static void leaveIfInterrupted(RuntimeException failure) {
        if (Thread.currentThread().isInterrupted()) {
            throw failure;
        }
    }

    private static Step step(Operation operation, String name) {
        return operation.steps().stream()
                .filter(step -> step.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(operation.kind() + " has no step " + name));
    }

    private long since(Instant begun) {
        return Duration.between(begun, clock.instant()).toMillis();
    }

    private final class ActiveRun implements Run {

        private final String id;
        private final String subject;
        private final String owner;
        private final boolean undoing;
        private Instant written = Instant.EPOCH;

        ActiveRun(SessionRow session, String owner) {
            this.id = session.getId();
            this.subject = session.subject();
            this.owner = owner;
            this.undoing = session.undoing();
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
            Instant now = clock.instant();
            if (!now.isBefore(written.plus(properties.progressInterval()))) {
                written = now;
                store.progress(id, owner, bytesDone, bytesTotal);
            }
            check();
        }

        @Override
        public void pause(Duration time) {
            try {
                Thread.sleep(time);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while session " + id + " waited", e);
            }
            check();
        }

        @Override
        public void check() {
            if (!undoing && !store.isRunningFrom(id, owner)) {
                throw new SessionCanceled(id);
            }
        }
    }
}
