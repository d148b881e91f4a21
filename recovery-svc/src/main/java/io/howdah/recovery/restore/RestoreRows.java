package io.howdah.recovery.restore;

import io.howdah.openapi.problem.ProblemException;
import io.howdah.recovery.session.SessionSnapshot;
import org.springframework.stereotype.Component;

/** The rows of restores as the sessions about them need them. */
@Component
class RestoreRows {

    private final RestoreRepository rows;

    RestoreRows(RestoreRepository rows) {
        this.rows = rows;
    }

    RestoreRow of(String id) {
        return rows.findById(id)
                .orElseThrow(() -> ProblemException.notFound(
                        "RESTORE_NOT_FOUND", "restore " + id + " is forgotten", "ask for another one"));
    }

    /** Refuses to let a session run again that another one has followed, or whose restore is forgotten. */
    void requireFollowing(SessionSnapshot session) {
        if (!of(session.subject()).follows(session.id())) {
            throw ProblemException.conflict(
                    "SESSION_SUPERSEDED",
                    "another session about restore " + session.subject() + " has begun since session " + session.id(),
                    "look at the restore, and ask for the operation again");
        }
    }
}
