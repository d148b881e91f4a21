package io.howdah.recovery.session;

import com.github.kagkarlsson.scheduler.Scheduler;
import io.howdah.openapi.howdah.model.Session;
import io.howdah.openapi.howdah.model.SessionKind;
import io.howdah.openapi.howdah.model.SessionState;
import io.howdah.openapi.log.LogContext;
import io.howdah.openapi.log.SessionHeader;
import io.howdah.openapi.problem.ProblemException;
import io.howdah.recovery.id.TimeId;
import java.time.Clock;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Begins, retries and cancels sessions. */
@Service
public class Sessions {

    private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);
    private static final Set<SessionState> RETRYABLE = Set.of(SessionState.FAILED, SessionState.WAITING_FOR_RETRY);
    private static final Set<SessionState> OVER = Set.of(SessionState.SUCCEEDED, SessionState.CANCELED);

    private final SessionStore store;
    private final Scheduler scheduler;
    private final Initiator initiator;
    private final Clock clock;

    Sessions(SessionStore store, Scheduler scheduler, Initiator initiator, Clock clock) {
        this.store = store;
        this.scheduler = scheduler;
        this.initiator = initiator;
        this.clock = clock;
    }

    /**
     * Begins a session as part of the open transaction; it runs as soon as that is committed.
     *
     * @param subject id of what it is about; its row exists or is made in the same transaction
     */
    public String begin(SessionKind kind, String subject) {
        Instant now = clock.instant();
        String id = TimeId.at(now);
        var steps = store.operation(kind).steps().stream().map(Step::name).toList();
        SessionRow session = new SessionRow(id, kind, subject, initiator.name(), steps, now);
        session.countFrom(store.highestFence(subject));
        store.insert(session);
        schedule(session);
        SessionHeader.answer(id);
        try (var _ = LogContext.with(LogContext.SESSION, id)) {
            LOG.info("{} {} asked for by {}", kind, subject, session.initiator());
        }
        return id;
    }

    /** Lets a failed session go on at its first step that is not done, and one that waits do so now. */
    public void retry(String id) {
        change(id, session -> {
            if (!RETRYABLE.contains(session.state())) {
                throw ProblemException.conflict(
                        "SESSION_NOT_RETRYABLE",
                        "session " + id + " is " + session.state() + ", and only one that failed or waits is retried",
                        "begin a new one by asking for the operation again");
            }
            if (session.state() == SessionState.FAILED) {
                store.operation(session.kind()).beforeRetry(session.snapshot());
            }
            session.retry();
            schedule(session);
        });
    }

    /** Cancels a session and removes what it made; harmless when that is being done already. */
    public void cancel(String id) {
        change(id, session -> {
            if (OVER.contains(session.state())) {
                throw ProblemException.conflict(
                        "SESSION_FINISHED",
                        "session " + id + " is " + session.state() + " and cannot be canceled",
                        "delete what it made if you do not want it");
            }
            if (!store.operation(session.kind()).undoable(session.snapshot())) {
                throw ProblemException.conflict(
                        "SESSION_NOT_CANCELABLE",
                        "session " + id + ", which is to "
                                + session.kind().getValue().toLowerCase(Locale.ROOT)
                                + ", has gone too far to be undone",
                        "let it end");
            }
            if (session.state() != SessionState.CANCELING && session.cancel()) {
                schedule(session);
            }
        });
    }

    /** The session as the public API shows it; 404 when there is none. */
    public Session get(String id) {
        return store.shown(id).orElseThrow(() -> unknown(id));
    }

    /** One of this kind about the subject that has not ended. */
    public Optional<String> unfinished(SessionKind kind, String subject) {
        return store.unfinished(kind, subject);
    }

    /** Waits until nobody else changes the session, and keeps it so for the rest of the open transaction. */
    public SessionSnapshot lock(String id) {
        return store.lock(id).map(SessionRow::snapshot).orElseThrow(() -> unknown(id));
    }

    private void change(String id, java.util.function.Consumer<SessionRow> transition) {
        store.change(id, session -> {
                    transition.accept(session);
                    return id;
                })
                .orElseThrow(() -> unknown(id));
    }

    static ProblemException unknown(String id) {
        return ProblemException.notFound(
                "SESSION_NOT_FOUND", "there is no session " + id, "GET /api/v1/sessions lists those there are");
    }

    /** Part of the transaction; the scheduler looks for it as soon as it is committed. */
    private void schedule(SessionRow session) {
        scheduler.schedule(SessionTask.execution(session.getId(), session.run()), clock.instant());
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                scheduler.triggerCheckForDueExecutions();
            }
        });
    }
}
