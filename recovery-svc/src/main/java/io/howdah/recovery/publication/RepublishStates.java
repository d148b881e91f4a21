package io.howdah.recovery.publication;

import io.howdah.openapi.howdah.model.PublicationState;
import io.howdah.recovery.session.SessionSnapshot;

/** The state of a publication while, and after, a session republishes it. */
final class RepublishStates {

    private RepublishStates() {}

    static PublicationState of(SessionSnapshot session, PublicationRow row) {
        if (row.next() == null) {
            // The new edition is there; whatever else happens is about the removal of the former one.
            return PublicationState.PUBLISHED;
        }
        return switch (session.state()) {
            case QUEUED -> PublicationState.PENDING;
            case RUNNING -> session.undoing() ? PublicationState.STARTING : PublishStates.during(session);
            case WAITING_FOR_RETRY -> PublicationState.WAITING_FOR_RETRY;
            case CANCELING -> PublicationState.STARTING;
            case SUCCEEDED -> PublicationState.PUBLISHED;
            case FAILED, CANCELED -> row.serving() ? PublicationState.PUBLISHED : PublicationState.FAILED;
        };
    }
}
