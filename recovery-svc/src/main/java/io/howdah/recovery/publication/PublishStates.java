package io.howdah.recovery.publication;

import io.howdah.openapi.howdah.model.PublicationState;
import io.howdah.recovery.session.SessionSnapshot;

/** The state of a publication while, and after, a session publishes it. */
final class PublishStates {

    private PublishStates() {}

    static PublicationState of(SessionSnapshot session) {
        return switch (session.state()) {
            case QUEUED -> PublicationState.PENDING;
            case RUNNING -> session.undoing() ? PublicationState.UNPUBLISHING : during(session);
            case WAITING_FOR_RETRY -> PublicationState.WAITING_FOR_RETRY;
            case CANCELING -> PublicationState.UNPUBLISHING;
            case SUCCEEDED -> PublicationState.PUBLISHED;
            case FAILED -> PublicationState.FAILED;
            case CANCELED -> PublicationState.UNPUBLISHED;
        };
    }

    static PublicationState during(SessionSnapshot session) {
        String step = session.step();
        return step == null || step.equals("validate")
                ? PublicationState.PENDING
                : step.equals("mount") ? PublicationState.MOUNTING : PublicationState.STARTING;
    }
}
