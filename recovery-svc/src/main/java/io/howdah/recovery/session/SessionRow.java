package io.howdah.recovery.session;

import static io.howdah.openapi.howdah.model.SessionState.CANCELED;
import static io.howdah.openapi.howdah.model.SessionState.CANCELING;
import static io.howdah.openapi.howdah.model.SessionState.FAILED;
import static io.howdah.openapi.howdah.model.SessionState.QUEUED;
import static io.howdah.openapi.howdah.model.SessionState.RUNNING;
import static io.howdah.openapi.howdah.model.SessionState.SUCCEEDED;
import static io.howdah.openapi.howdah.model.SessionState.WAITING_FOR_RETRY;

import io.howdah.openapi.howdah.model.SessionKind;
import io.howdah.openapi.howdah.model.SessionState;
import io.howdah.recovery.problem.StoredProblem;
import io.howdah.recovery.state.InsertedRow;
import jakarta.persistence.CollectionTable;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.OrderColumn;
import jakarta.persistence.Table;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/**
 * The state machine of a session. Forward it does the first step that is not done; undoing, it undoes the last one of
 * which something may be left. Each method is one transition, made in one transaction under the lock of the row.
 */
@Entity
@Table(name = "sessions")
class SessionRow extends InsertedRow<String> {

    @Id
    private String id;

    @Column(name = "kind")
    @Enumerated(EnumType.STRING)
    @JdbcTypeCode(SqlTypes.VARCHAR)
    private SessionKind kind;

    @Column(name = "subject")
    private String subject;

    @Column(name = "state")
    @Enumerated(EnumType.STRING)
    @JdbcTypeCode(SqlTypes.VARCHAR)
    private SessionState state = QUEUED;

    @Column(name = "undoing")
    private boolean undoing;

    @Column(name = "initiator")
    private String initiator;

    /** Counts the scheduled executions, so that one that came too late is known. */
    @Column(name = "run")
    private int run;

    /** The execution that may change the session now; one that was taken for dead and wakes up finds another here. */
    @Column(name = "owner")
    private @Nullable String owner;

    /** Counts what is done and undone about the subject, over all of its sessions, so that a late call is known. */
    @Column(name = "fence")
    private long fence;

    @Column(name = "retries")
    private int retries;

    @Column(name = "next_attempt_at")
    private @Nullable Instant nextAttemptAt;

    @Column(name = "created_at")
    private Instant createdAt;

    @Column(name = "started_at")
    private @Nullable Instant startedAt;

    @Column(name = "finished_at")
    private @Nullable Instant finishedAt;

    @Column(name = "bytes_done")
    private @Nullable Long bytesDone;

    @Column(name = "bytes_total")
    private @Nullable Long bytesTotal;

    @Column(name = "replayed_lsn")
    private @Nullable String replayedLsn;

    @Column(name = "replayed_time")
    private @Nullable Instant replayedTime;

    @Column(name = "last_event")
    private long lastEvent;

    @Embedded
    private @Nullable StoredProblem error;

    @ElementCollection(fetch = FetchType.EAGER)
    @CollectionTable(name = "session_steps", joinColumns = @JoinColumn(name = "session_id"))
    @OrderColumn(name = "position")
    private List<StepRow> steps = new ArrayList<>();

    @SuppressWarnings("NullAway.Init")
    protected SessionRow() {}

    SessionRow(String id, SessionKind kind, String subject, String initiator, List<String> steps, Instant now) {
        this.id = id;
        this.kind = kind;
        this.subject = subject;
        this.initiator = initiator;
        this.createdAt = now;
        steps.forEach(step -> this.steps.add(new StepRow(step)));
    }

    /** @param number the highest under which anything was done about the subject so far */
    void countFrom(long number) {
        fence = number;
    }

    /** Lets an execution take the session over, unless it is an old one or there is nothing to do (yet). */
    Move claim(int byRun, String byOwner, Instant now) {
        if (byRun != run || isFinished()) {
            return new Move.Leave();
        }
        if (nextAttemptAt != null && nextAttemptAt.isAfter(now)) {
            return new Move.Wait(nextAttemptAt);
        }
        owner = byOwner;
        if (startedAt == null) {
            startedAt = now;
        }
        return next(now);
    }

    boolean isOwnedBy(String candidate) {
        return candidate.equals(owner) && !isFinished();
    }

    /** Chooses what is to be done next and marks it as begun. */
    Move next(Instant now) {
        nextAttemptAt = null;
        if (state == CANCELING) {
            undoing = true;
        }
        return undoing ? nextUndo(now) : nextStep(now);
    }

    private Move nextStep(Instant now) {
        Optional<StepRow> step = steps.stream().filter(s -> !s.isDone()).findFirst();
        if (step.isEmpty()) {
            return finish(SUCCEEDED, now);
        }
        state = RUNNING;
        fence++;
        step.get().start(now);
        return new Move.Do(step.get().name());
    }

    private Move nextUndo(Instant now) {
        Optional<StepRow> step = lastWithEffect();
        if (step.isEmpty()) {
            return finish(state == CANCELING ? CANCELED : FAILED, now);
        }
        if (state != CANCELING) {
            state = RUNNING;
        }
        fence++;
        return new Move.Undo(step.get().name());
    }

    private Move finish(SessionState end, Instant now) {
        state = end;
        finishedAt = now;
        owner = null;
        if (end == SUCCEEDED) {
            error = null;
        }
        return new Move.Leave();
    }

    Move stepSucceeded(String step, @Nullable String message, Instant now) {
        step(step).succeed(message, now);
        retries = 0;
        error = null;
        return next(now);
    }

    /** @param undo whether what was made so far is to be removed now */
    Move stepFailedForGood(String step, StoredProblem problem, boolean undo, Instant now) {
        step(step).fail(problem.detail(), now);
        error = problem;
        retries = 0;
        if (state == CANCELING || undo) {
            undoing = true;
            return next(now);
        }
        return finish(FAILED, now);
    }

    /** @param retry when to try again, or null when it was tried often enough */
    Move stepFailedForNow(String step, StoredProblem problem, @Nullable Instant retry, Instant now) {
        step(step).fail(problem.detail(), now);
        error = problem;
        return state == CANCELING ? next(now) : waitFor(retry, now);
    }

    Move stepUndone(String step, Instant now) {
        step(step).undone(now);
        retries = 0;
        return next(now);
    }

    /** @param retry when to try again, or null when it was tried often enough */
    Move undoFailed(String step, StoredProblem problem, @Nullable Instant retry, Instant now) {
        step(step).notUndone(problem.detail());
        if (error == null || state == CANCELING) {
            error = problem;
        }
        return waitFor(retry, now);
    }

    private Move waitFor(@Nullable Instant retry, Instant now) {
        if (retry == null) {
            return finish(FAILED, now);
        }
        retries++;
        nextAttemptAt = retry.truncatedTo(ChronoUnit.MILLIS);
        if (state != CANCELING) {
            state = WAITING_FOR_RETRY;
        }
        return new Move.Wait(nextAttemptAt);
    }

    /** Lets a failed session go on at its first step that is not done, or one that waits do so now. */
    void retry() {
        if (state == FAILED) {
            steps.forEach(StepRow::reset);
            undoing = false;
            error = null;
            bytesDone = null;
            bytesTotal = null;
            replayed(null, null);
        }
        state = QUEUED;
        startAnew();
    }

    /** @return whether an execution of its own is needed, because none is at it */
    boolean cancel() {
        boolean idle = state == FAILED || state == WAITING_FOR_RETRY;
        state = CANCELING;
        if (idle) {
            startAnew();
        }
        return idle;
    }

    void progress(long done, long total) {
        bytesDone = done;
        bytesTotal = total;
    }

    void replayed(@Nullable String lsn, @Nullable Instant time) {
        replayedLsn = lsn;
        replayedTime = time;
    }

    /** The number of an event that is kept with this change. */
    long nextEvent() {
        return ++lastEvent;
    }

    private void startAnew() {
        run++;
        retries = 0;
        owner = null;
        nextAttemptAt = null;
        finishedAt = null;
    }

    private Optional<StepRow> lastWithEffect() {
        return steps.reversed().stream().filter(StepRow::mayHaveEffect).findFirst();
    }

    private StepRow step(String name) {
        return steps.stream()
                .filter(s -> s.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("session " + id + " has no step " + name));
    }

    boolean isFinished() {
        return state == SUCCEEDED || state == FAILED || state == CANCELED;
    }

    SessionSnapshot snapshot() {
        String current = steps.stream()
                .filter(s -> !s.isDone())
                .findFirst()
                .filter(s -> s.attempts() > 0)
                .map(StepRow::name)
                .orElse(null);
        return new SessionSnapshot(id, kind, subject, state, undoing, current, createdAt, startedAt, error);
    }

    @Override
    public String getId() {
        return id;
    }

    SessionKind kind() {
        return kind;
    }

    String subject() {
        return subject;
    }

    SessionState state() {
        return state;
    }

    boolean undoing() {
        return undoing;
    }

    String initiator() {
        return initiator;
    }

    /** The number under which the present move is made. */
    long fence() {
        return fence;
    }

    int run() {
        return run;
    }

    int retries() {
        return retries;
    }

    Instant createdAt() {
        return createdAt;
    }

    @Nullable Instant startedAt() {
        return startedAt;
    }

    @Nullable Instant finishedAt() {
        return finishedAt;
    }

    @Nullable Long bytesDone() {
        return bytesDone;
    }

    @Nullable Long bytesTotal() {
        return bytesTotal;
    }

    @Nullable String replayedLsn() {
        return replayedLsn;
    }

    @Nullable Instant replayedTime() {
        return replayedTime;
    }

    @Nullable StoredProblem error() {
        return error;
    }

    List<StepRow> steps() {
        return steps;
    }
}
