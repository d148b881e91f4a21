package io.howdah.recovery.session;

import io.howdah.openapi.howdah.model.SessionState;
import io.howdah.openapi.problem.ProblemException;
import io.howdah.recovery.event.Event;
import io.howdah.recovery.event.EventLog;
import io.howdah.recovery.event.EventSource.Unseen;
import io.howdah.recovery.event.EventStreams;
import io.howdah.recovery.event.RenderedEvent;
import io.howdah.recovery.state.State;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** Lets clients follow a session. */
@Component
class SessionEvents {

    /** Before the first event, which has number 1, and before the end of a session none of whose events is known. */
    private static final long NOTHING = -1;

    private static final Set<SessionState> OVER =
            EnumSet.of(SessionState.SUCCEEDED, SessionState.FAILED, SessionState.CANCELED);

    private final SessionRepository sessions;
    private final EventLog events;
    private final EventStreams streams;
    private final State state;
    private final SessionView view;

    SessionEvents(SessionRepository sessions, EventLog events, EventStreams streams, State state, Clock clock) {
        this.sessions = sessions;
        this.events = events;
        this.streams = streams;
        this.state = state;
        this.view = new SessionView(clock);
    }

    /**
     * Opens a stream of the session's events.
     *
     * @param lastSeen number of the last event the client got, or null when it got none
     * @return nothing when the session has ended and the client has seen how
     */
    Optional<SseEmitter> follow(String id, @Nullable Long lastSeen) {
        long seen = lastSeen == null ? NOTHING : lastSeen;
        var position = state.read(() -> position(id));
        if (seen > position.getLastEvent()) {
            throw new ProblemException(
                    HttpStatus.BAD_REQUEST,
                    "INVALID_VALUE",
                    "Last-Event-ID " + seen + " is beyond the last event of session " + id + ", "
                            + position.getLastEvent(),
                    "leave it out to get all events");
        }
        if (isOver(position) && seen == position.getLastEvent()) {
            return Optional.empty();
        }
        return Optional.of(streams.open(from -> unseen(id, from), seen));
    }

    private Unseen unseen(String id, long seen) {
        Unseen unseen = state.read(() -> {
            // Read before the events: what is committed in between is left for the next look.
            var position = position(id);
            if (position.getLastEvent() <= seen) {
                return new Unseen(List.of(), isOver(position));
            }
            List<RenderedEvent> found = events.between(id, seen, position.getLastEvent());
            return new Unseen(
                    isOver(position) ? toTheEnd(id, found, position.getLastEvent()) : found, isOver(position));
        });
        if (!unseen.events().isEmpty()) {
            // What a client was told of, a power cut does not take back.
            state.sync();
        }
        return unseen;
    }

    /** Where the events of a session were forgotten, or never kept, at least its end is told. */
    private List<RenderedEvent> toTheEnd(String id, List<RenderedEvent> found, long last) {
        if (!found.isEmpty() && found.getLast().number() == last) {
            return found;
        }
        List<RenderedEvent> all = new ArrayList<>(found);
        sessions.findById(id)
                .map(view::of)
                .map(session -> events.render(last, new Event.OfSession(session)))
                .ifPresent(all::add);
        return all;
    }

    private SessionRepository.Position position(String id) {
        return sessions.position(id).orElseThrow(() -> Sessions.unknown(id));
    }

    private static boolean isOver(SessionRepository.Position position) {
        return OVER.contains(position.getState());
    }
}
