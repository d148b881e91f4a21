package io.howdah.recovery.publication;

import io.howdah.openapi.problem.ProblemException;
import io.howdah.recovery.session.SessionSnapshot;
import org.springframework.stereotype.Component;

/** The rows of publications as the sessions about them need them. */
@Component
class PublicationRows {

    private final PublicationRepository rows;

    PublicationRows(PublicationRepository rows) {
        this.rows = rows;
    }

    PublicationRow of(String id) {
        return rows.findById(id)
                .orElseThrow(() -> new IllegalStateException("the row of publication " + id + " is gone"));
    }

    /** Refuses to let a session run again that another one has followed. */
    void requireFollowing(SessionSnapshot session) {
        if (!of(session.subject()).follows(session.id())) {
            throw ProblemException.conflict(
                    "SESSION_SUPERSEDED",
                    "another session about publication " + session.subject() + " has begun since session "
                            + session.id(),
                    "look at the publication, and ask for the operation again");
        }
    }
}
