package io.howdah.recovery.session;

import io.howdah.openapi.howdah.api.SessionsApi;
import io.howdah.openapi.howdah.model.Session;
import io.howdah.openapi.howdah.model.SessionKind;
import io.howdah.openapi.howdah.model.SessionList;
import io.howdah.openapi.howdah.model.SessionState;
import io.howdah.openapi.problem.ProblemException;
import io.howdah.recovery.idempotency.Idempotency;
import io.howdah.recovery.page.Page;
import io.howdah.recovery.state.State;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Sort;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

@RestController
class SessionController implements SessionsApi {

    private final Sessions sessions;
    private final SessionRepository rows;
    private final SessionEvents events;
    private final Idempotency idempotency;
    private final State state;
    private final SessionView view;

    SessionController(
            Sessions sessions,
            SessionRepository rows,
            SessionEvents events,
            Idempotency idempotency,
            State state,
            Clock clock) {
        this.sessions = sessions;
        this.rows = rows;
        this.events = events;
        this.idempotency = idempotency;
        this.state = state;
        this.view = new SessionView(clock);
    }

    @Override
    public ResponseEntity<SessionList> listSessions(
            Integer limit,
            @Nullable String cursor,
            @Nullable SessionKind kind,
            @Nullable SessionState sessionState,
            @Nullable String subject,
            @Nullable OffsetDateTime createdSince,
            @Nullable OffsetDateTime createdBefore) {
        if (createdSince != null && createdBefore != null && !createdSince.isBefore(createdBefore)) {
            throw new ProblemException(
                    HttpStatus.BAD_REQUEST,
                    "INVALID_VALUE",
                    "createdSince " + createdSince + " is not before createdBefore " + createdBefore,
                    "no session can have been created then; exchange the two");
        }
        var request = new Page.Request("sessions", "id", Sort.Direction.DESC, limit, cursor);
        Page<Session> page = state.read(() -> request.of(
                        rows,
                        Page.<SessionRow>matching("kind", kind)
                                .and(Page.matching("state", sessionState))
                                .and(Page.matching("subject", subject))
                                .and(Page.notBefore("createdAt", instant(createdSince)))
                                .and(Page.before("createdAt", instant(createdBefore))),
                        SessionRow::getId)
                .map(view::of));
        SessionList list = new SessionList(page.items());
        list.setNextCursor(page.nextCursor());
        return ResponseEntity.ok(list);
    }

    @Override
    public ResponseEntity<Session> getSession(String sessionId) {
        return ResponseEntity.ok(sessions.get(sessionId));
    }

    @Override
    public ResponseEntity<SseEmitter> followSession(String sessionId, @Nullable Long lastEventId) {
        return events.follow(sessionId, lastEventId)
                .map(stream ->
                        ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(stream))
                .orElseGet(() -> ResponseEntity.noContent().build());
    }

    @Override
    public ResponseEntity<Session> retrySession(String sessionId, @Nullable String idempotencyKey) {
        idempotency.once("retry of session " + sessionId, idempotencyKey, Map.of(), () -> {
            sessions.retry(sessionId);
            return sessionId;
        });
        return accepted(sessionId);
    }

    @Override
    public ResponseEntity<Session> cancelSession(String sessionId, @Nullable String idempotencyKey) {
        idempotency.once("cancel of session " + sessionId, idempotencyKey, Map.of(), () -> {
            sessions.cancel(sessionId);
            return sessionId;
        });
        return accepted(sessionId);
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }

    private ResponseEntity<Session> accepted(String sessionId) {
        return ResponseEntity.accepted()
                .location(URI.create("/api/v1/sessions/" + sessionId))
                .body(sessions.get(sessionId));
    }
}
