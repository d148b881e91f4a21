package io.howdah.recovery.session;

import io.howdah.openapi.howdah.model.Session;
import io.howdah.openapi.howdah.model.SessionKind;
import io.howdah.recovery.event.Event;
import io.howdah.recovery.event.EventLog;
import io.howdah.recovery.state.State;
import java.time.Clock;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.springframework.stereotype.Component;

/** Changes sessions, each under the lock of its row, and takes their subjects along. */
@Component
class SessionStore {

    private final SessionRepository sessions;
    private final EventLog events;
    private final State state;
    private final SessionMetrics metrics;
    private final SessionView view;
    private final Map<SessionKind, Operation> operations = new EnumMap<>(SessionKind.class);

    SessionStore(
            SessionRepository sessions,
            EventLog events,
            State state,
            SessionMetrics metrics,
            List<Operation> operations,
            Clock clock) {
        this.sessions = sessions;
        this.events = events;
        this.state = state;
        this.metrics = metrics;
        this.view = new SessionView(clock);
        operations.forEach(operation -> this.operations.put(operation.kind(), operation));
    }

    Operation operation(SessionKind kind) {
        return Objects.requireNonNull(operations.get(kind), () -> "no operation for " + kind);
    }

    /** The highest number under which anything was done about the subject. */
    long highestFence(String subject) {
        return sessions.highestFence(subject);
    }

    void insert(SessionRow session) {
        long first = session.nextEvent();
        sessions.save(session);
        events.append(session.getId(), first, new Event.OfSession(view.of(session)));
    }

    /**
     * Changes the session in a transaction of its own, to be followed by a {@link #sync}, or in the one that is open.
     */
    <T> Optional<T> change(String id, Function<SessionRow, T> transition) {
        return state.changeForNow(() -> sessions.lock(id).map(session -> {
            boolean wasFinished = session.isFinished();
            T result = told(session, transition);
            SessionSnapshot now = session.snapshot();
            operation(session.kind()).follow(now);
            if (now.isOver() && !wasFinished) {
                metrics.ended(now);
            }
            return result;
        }));
    }

    /** Waits until nobody else changes the session, and keeps it so for the rest of the open transaction. */
    Optional<SessionRow> lock(String id) {
        return sessions.lock(id);
    }

    void sync() {
        state.sync();
    }

    Optional<Session> shown(String id) {
        return state.read(() -> sessions.findById(id).map(view::of));
    }

    /** One of this kind about the subject that has not ended. */
    Optional<String> unfinished(SessionKind kind, String subject) {
        return state.read(() -> sessions.unfinished(kind, subject)).stream().findFirst();
    }

    boolean isRunningFrom(String id, String owner) {
        return state.read(() -> sessions.runningFrom(id, owner)) > 0;
    }

    boolean othersGoOn(String id, String subject) {
        return state.read(() -> sessions.othersNotOver(id, subject)) > 0;
    }

    void progress(String id, String owner, Consumer<SessionRow> progress) {
        state.changeForNow(() -> sessions.lock(id)
                .filter(session -> session.isOwnedBy(owner))
                .map(session -> told(session, row -> {
                    progress.accept(row);
                    return id;
                })));
    }

    /** Applies the transition and keeps what changed, for those who follow the session. */
    private <T> T told(SessionRow session, Function<SessionRow, T> transition) {
        Session before = view.of(session);
        T result = transition.apply(session);
        Event.between(before, view.of(session))
                .forEach(event -> events.append(session.getId(), session.nextEvent(), event));
        return result;
    }
}
