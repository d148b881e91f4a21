package io.howdah.recovery.publication;

import io.howdah.openapi.howdah.model.PublicationRequest;
import io.howdah.openapi.howdah.model.PublicationState;
import io.howdah.openapi.howdah.model.SessionKind;
import io.howdah.openapi.problem.ProblemException;
import io.howdah.recovery.backup.Backups;
import io.howdah.recovery.host.Hosts;
import io.howdah.recovery.id.TimeId;
import io.howdah.recovery.session.SessionSnapshot;
import io.howdah.recovery.session.Sessions;
import io.howdah.recovery.state.State;
import java.time.Instant;
import org.springframework.stereotype.Service;

/**
 * The publications there are; begins and ends them. The row of the newest session about a publication is the lock of
 * both: whoever begins the next session holds it.
 */
@Service
class Publications {

    private final PublicationRepository rows;
    private final Backups backups;
    private final Hosts hosts;
    private final Sessions sessions;
    private final State state;

    Publications(PublicationRepository rows, Backups backups, Hosts hosts, Sessions sessions, State state) {
        this.rows = rows;
        this.backups = backups;
        this.hosts = hosts;
        this.sessions = sessions;
        this.state = state;
    }

    /** Begins a publication as part of the open transaction and returns its id. */
    String begin(PublicationRequest request, Instant received) {
        PublicationOrder order = PublicationOrder.of(request, backups);
        hosts.require(order.host());
        PublicationRow row = new PublicationRow(TimeId.at(received), order, received);
        row.begin(sessions.begin(SessionKind.PUBLISH, row.getId()), PublicationState.PENDING);
        rows.save(row);
        return row.getId();
    }

    /** Begins to unpublish, or cancels a publication on its way; harmless when either is done or being done. */
    void unpublish(String id) {
        String newest = row(id).sessionId();
        while (!unpublish(id, newest)) {
            newest = row(id).sessionId();
        }
    }

    /** @return false when a newer session has begun meanwhile */
    private boolean unpublish(String id, String newestSession) {
        return state.change(() -> {
            SessionSnapshot session = sessions.lock(newestSession);
            PublicationRow row = rows.findById(id).orElseThrow(() -> unknown(id));
            if (!row.follows(newestSession)) {
                return false;
            }
            if (row.state() == PublicationState.UNPUBLISHED) {
                return true;
            }
            if (session.isOver()) {
                row.begin(sessions.begin(SessionKind.UNPUBLISH, id), PublicationState.UNPUBLISHING);
            } else if (session.kind() == SessionKind.PUBLISH) {
                sessions.cancel(newestSession);
            }
            return true;
        });
    }

    PublicationRow row(String id) {
        return state.read(() -> rows.findById(id)).orElseThrow(() -> unknown(id));
    }

    private static ProblemException unknown(String id) {
        return ProblemException.notFound(
                "PUBLICATION_NOT_FOUND",
                "there is no publication " + id,
                "GET /api/v1/publications lists those there are");
    }
}
