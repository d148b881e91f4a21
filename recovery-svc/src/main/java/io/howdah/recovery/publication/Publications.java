package io.howdah.recovery.publication;

import io.howdah.openapi.howdah.model.LostChanges;
import io.howdah.openapi.howdah.model.PublicationRequest;
import io.howdah.openapi.howdah.model.PublicationState;
import io.howdah.openapi.howdah.model.RepublishRequest;
import io.howdah.openapi.howdah.model.SessionKind;
import io.howdah.openapi.problem.ProblemException;
import io.howdah.recovery.host.Hosts;
import io.howdah.recovery.id.TimeId;
import io.howdah.recovery.session.SessionSnapshot;
import io.howdah.recovery.session.Sessions;
import io.howdah.recovery.state.State;
import io.howdah.recovery.target.Choice;
import io.howdah.recovery.target.Choices;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/**
 * The publications there are; begins and ends them. The row of the newest session about a publication is the lock of
 * both: whoever begins the next session holds it.
 */
@Service
class Publications {

    private final PublicationRepository rows;
    private final Choices choices;
    private final Hosts hosts;
    private final Sessions sessions;
    private final List<PublicationUse> uses;
    private final State state;

    Publications(
            PublicationRepository rows,
            Choices choices,
            Hosts hosts,
            Sessions sessions,
            List<PublicationUse> uses,
            State state) {
        this.rows = rows;
        this.choices = choices;
        this.hosts = hosts;
        this.sessions = sessions;
        this.uses = uses;
        this.state = state;
    }

    /** Begins a publication as part of the open transaction and returns its id. */
    String begin(PublicationOrder order, Instant received) {
        hosts.require(order.host());
        PublicationRow row = new PublicationRow(TimeId.at(received), order, received);
        row.begin(sessions.begin(SessionKind.PUBLISH, row.getId()), PublicationState.PENDING);
        rows.save(row);
        return row.getId();
    }

    /** What a request is for. Before any transaction. */
    PublicationOrder order(PublicationRequest request) {
        Choice choice = choices.of(request.getBackupId(), request.getCluster(), request.getTarget());
        return PublicationOrder.of(request, choice);
    }

    /**
     * Begins to republish as part of the open transaction and returns the publication's id.
     *
     * @param choice what is to be published next
     * @param atStake what must not be lost; null when nothing is, or it may go
     */
    String republish(String id, Choice choice, @Nullable LostChanges atStake, Instant received) {
        SessionSnapshot session = lockNewest(id);
        PublicationRow row = rows.findById(id).orElseThrow(() -> unknown(id));
        if (!session.isOver()) {
            throw ProblemException.conflict(
                    "PUBLICATION_BUSY",
                    "publication " + id + " is " + row.state() + ": its session " + session.id() + " goes on",
                    "wait for that session, or cancel it");
        }
        if (row.state() == PublicationState.UNPUBLISHED) {
            throw ProblemException.conflict(
                    "PUBLICATION_UNPUBLISHED",
                    "publication " + id + " is unpublished, and nothing of it is left",
                    "publish the backup by POST /api/v1/publications");
        }
        requireUnused(id);
        if (atStake != null) {
            throw new ChangesWouldBeLost(id, atStake);
        }
        row.prepare(choice, received);
        row.begin(sessions.begin(SessionKind.REPUBLISH, id), PublicationState.PENDING);
        return id;
    }

    /**
     * What a request to republish is for. Before any transaction; agents are not asked about what is refused anyway.
     */
    Choice choice(String id, RepublishRequest request) {
        PublicationRow row = row(id);
        requireUnused(id);
        String backupId = request.getBackupId();
        if (backupId == null) {
            return choices.ofCluster(row.cluster(), request.getTarget());
        }
        Choice choice = choices.ofBackup(backupId, request.getTarget());
        if (!choice.cluster().equals(row.cluster())) {
            throw ProblemException.unprocessable(
                    "BACKUP_OF_OTHER_CLUSTER",
                    "backup " + backupId + " is of cluster " + choice.cluster() + ", and publication " + row.getId()
                            + " of cluster " + row.cluster(),
                    "choose a backup of " + row.cluster() + ", or publish this one by POST /api/v1/publications");
        }
        return choice;
    }

    /** Locks the newest session about the publication, which must not be in the open transaction yet. */
    SessionSnapshot lockNewest(String id) {
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

    /**
     * Begins to unpublish, or cancels a publication on its way; harmless when either is done or being done. A session
     * that republishes is canceled and leaves everything to the one that unpublishes.
     */
    void unpublish(String id) {
        state.change(() -> {
            SessionSnapshot session = lockNewest(id);
            PublicationRow row = rows.findById(id).orElseThrow(() -> unknown(id));
            if (row.state() == PublicationState.UNPUBLISHED) {
                return;
            }
            requireUnused(id);
            if (session.isOver() || session.kind() == SessionKind.REPUBLISH) {
                row.begin(sessions.begin(SessionKind.UNPUBLISH, id), PublicationState.UNPUBLISHING);
            }
            if (!session.isOver() && session.kind() != SessionKind.UNPUBLISH) {
                sessions.cancel(session.id());
            }
        });
    }

    PublicationRow row(String id) {
        return state.read(() -> rows.findById(id)).filter(row -> !row.hidden()).orElseThrow(() -> unknown(id));
    }

    private void requireUnused(String id) {
        List<String> users =
                uses.stream().flatMap(use -> use.usersOf(id).stream()).toList();
        if (!users.isEmpty()) {
            throw ProblemException.conflict(
                    "PUBLICATION_IN_USE",
                    "publication " + id + " is being read by " + String.join(", ", users),
                    "wait until that is done, or cancel it");
        }
    }

    private static ProblemException unknown(String id) {
        return ProblemException.notFound(
                "PUBLICATION_NOT_FOUND",
                "there is no publication " + id,
                "GET /api/v1/publications lists those there are");
    }
}
