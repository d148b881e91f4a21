package io.howdah.recovery.restore;

import io.howdah.openapi.howdah.model.RestoreRequest;
import io.howdah.openapi.howdah.model.RestoreState;
import io.howdah.openapi.howdah.model.SessionKind;
import io.howdah.openapi.howdah.model.SessionState;
import io.howdah.openapi.problem.ProblemException;
import io.howdah.recovery.host.Hosts;
import io.howdah.recovery.id.TimeId;
import io.howdah.recovery.session.SessionSnapshot;
import io.howdah.recovery.session.Sessions;
import io.howdah.recovery.state.State;
import io.howdah.recovery.target.Choices;
import java.time.Instant;
import org.springframework.stereotype.Service;

/**
 * The restores there are; begins, promotes, cancels and forgets them. The row of the newest session about a restore is
 * the lock of both.
 */
@Service
class Restores {

    private final RestoreRepository rows;
    private final Choices choices;
    private final Hosts hosts;
    private final Sessions sessions;
    private final RestoreWork work;
    private final State state;

    Restores(RestoreRepository rows, Choices choices, Hosts hosts, Sessions sessions, RestoreWork work, State state) {
        this.rows = rows;
        this.choices = choices;
        this.hosts = hosts;
        this.sessions = sessions;
        this.work = work;
        this.state = state;
    }

    /** What a request is for. Before any transaction. */
    RestoreOrder order(RestoreRequest request) {
        return RestoreOrder.of(request, choices);
    }

    /** Begins a restore as part of the open transaction and returns its id. */
    String begin(RestoreOrder order, Instant received) {
        hosts.require(order.host());
        RestoreRow row = new RestoreRow(TimeId.at(received), order, received);
        row.begin(sessions.begin(SessionKind.RESTORE, row.getId()), RestoreState.PENDING);
        rows.save(row);
        return row.getId();
    }

    /** Begins to promote as part of the open transaction and returns the restore's id. */
    String promote(String id) {
        SessionSnapshot session = lockNewest(id);
        RestoreRow row = rows.findById(id).orElseThrow(() -> unknown(id));
        if (!session.isOver() || row.state() != RestoreState.PAUSED) {
            throw ProblemException.conflict(
                    "RESTORE_NOT_PAUSED",
                    "restore " + id + " is " + row.state(),
                    "only one that is PAUSED is promoted; postRestoreAction PAUSE makes it so");
        }
        row.begin(sessions.begin(SessionKind.PROMOTE, id), RestoreState.PROMOTING);
        return id;
    }

    /**
     * Forgets a restore that is over, or cancels it. A server that pauses is left to its owner.
     *
     * @return whether it is forgotten
     */
    boolean delete(String id) {
        RestoreRow known = row(id);
        if (known.state() == RestoreState.PAUSED) {
            work.letGo(known);
        }
        return state.change(() -> {
            SessionSnapshot session = lockNewest(id);
            RestoreRow row = rows.findById(id).orElseThrow(() -> unknown(id));
            if (!session.isOver()) {
                sessions.cancel(session.id());
                return false;
            }
            if (session.kind() == SessionKind.RESTORE && session.state() == SessionState.FAILED && !session.undoing()) {
                throw ProblemException.conflict(
                        "RESTORE_NOT_FINISHED",
                        "restore " + id + " has recovered, but its session " + session.id() + " could not hand it over",
                        "retry that session by POST /api/v1/sessions/" + session.id() + "/retry");
            }
            rows.delete(row);
            return true;
        });
    }

    RestoreRow row(String id) {
        return state.read(() -> rows.findById(id)).orElseThrow(() -> unknown(id));
    }

    /** Locks the newest session about the restore, which must not be in the open transaction yet. */
    private SessionSnapshot lockNewest(String id) {
        String newest;
        SessionSnapshot session;
        do {
            newest = newestSession(id);
            session = sessions.lock(newest);
        } while (!newest.equals(newestSession(id)));
        return session;
    }

    private String newestSession(String id) {
        return rows.newestSession(id).orElseThrow(() -> unknown(id));
    }

    private static ProblemException unknown(String id) {
        return ProblemException.notFound(
                "RESTORE_NOT_FOUND", "there is no restore " + id, "GET /api/v1/restores lists those there are");
    }
}
