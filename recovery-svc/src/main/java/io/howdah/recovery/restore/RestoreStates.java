package io.howdah.recovery.restore;

import io.howdah.openapi.howdah.model.PostRestoreAction;
import io.howdah.openapi.howdah.model.RestoreState;
import io.howdah.recovery.session.SessionSnapshot;

/** The state of a restore while, and after, a session works on it. */
final class RestoreStates {

    private RestoreStates() {}

    static RestoreState restoring(SessionSnapshot session, PostRestoreAction action) {
        return switch (session.state()) {
            case QUEUED -> RestoreState.PENDING;
            case RUNNING -> session.undoing() ? RestoreState.CANCELING : during(session);
            case WAITING_FOR_RETRY -> RestoreState.WAITING_FOR_RETRY;
            case CANCELING -> RestoreState.CANCELING;
            case SUCCEEDED -> action == PostRestoreAction.PAUSE ? RestoreState.PAUSED : RestoreState.RESTORED;
            case FAILED -> RestoreState.FAILED;
            case CANCELED -> RestoreState.CANCELED;
        };
    }

    private static RestoreState during(SessionSnapshot session) {
        String step = session.step();
        return step == null || step.equals("validate") || step.equals("mount")
                ? RestoreState.PENDING
                : step.equals("copy") ? RestoreState.COPYING : RestoreState.RECOVERING;
    }

    /** A promotion that fails leaves the restore as it was, with the reason. */
    static RestoreState promoting(SessionSnapshot session) {
        return switch (session.state()) {
            case QUEUED, RUNNING, CANCELING -> RestoreState.PROMOTING;
            case WAITING_FOR_RETRY -> RestoreState.WAITING_FOR_RETRY;
            case SUCCEEDED -> RestoreState.RESTORED;
            case FAILED, CANCELED -> RestoreState.PAUSED;
        };
    }
}
