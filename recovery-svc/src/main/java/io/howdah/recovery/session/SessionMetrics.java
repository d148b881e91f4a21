package io.howdah.recovery.session;

import io.howdah.openapi.howdah.model.SessionKind;
import io.howdah.openapi.howdah.model.SessionState;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Counts what this recovery-svc does with sessions: {@code howdah.sessions}, {@code howdah.session.retries} and
 * {@code howdah.session.step.duration}. A session that failed, was retried and failed again has ended twice.
 */
@Component
class SessionMetrics {

    private static final String SESSIONS = "howdah.sessions";
    private static final String RETRIES = "howdah.session.retries";
    private static final List<SessionState> OUTCOMES =
            List.of(SessionState.SUCCEEDED, SessionState.FAILED, SessionState.CANCELED);

    /** How an attempt at a step, or at undoing it, ended. */
    enum Outcome {
        SUCCEEDED,
        RETRIED,
        FAILED,
        CANCELED,
        UNDONE
    }

    private final MeterRegistry registry;

    /** What can be counted is there from the start, as 0: whoever watches it sees the first of each. */
    SessionMetrics(MeterRegistry registry, List<Operation> operations) {
        this.registry = registry;
        for (Operation operation : operations) {
            OUTCOMES.forEach(outcome -> sessions(operation.kind(), outcome));
            operation.steps().forEach(step -> retries(operation.kind(), step.name()));
        }
    }

    /** A session came to its end in the open transaction, and is counted when that is committed. */
    void ended(SessionSnapshot session) {
        afterCommit(() -> sessions(session.kind(), session.state()).increment());
    }

    /** An attempt at a step is over; one to be RETRIED will be made again by itself. */
    void attempted(SessionKind kind, String step, Outcome outcome, Duration took) {
        Timer.builder("howdah.session.step.duration")
                .description("attempts at the steps of sessions, and at undoing them")
                .tags("kind", kind.getValue(), "step", step, "outcome", outcome.name())
                .register(registry)
                .record(took);
        if (outcome == Outcome.RETRIED) {
            retries(kind, step).increment();
        }
    }

    private Counter sessions(SessionKind kind, SessionState outcome) {
        return Counter.builder(SESSIONS)
                .description("sessions that ended")
                .tags("kind", kind.getValue(), "outcome", outcome.name())
                .register(registry);
    }

    private Counter retries(SessionKind kind, String step) {
        return Counter.builder(RETRIES)
                .description("automatic retries of steps")
                .tags("kind", kind.getValue(), "step", step)
                .register(registry);
    }

    private static void afterCommit(Runnable count) {
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                count.run();
            }
        });
    }
}
