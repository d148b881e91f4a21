package io.howdah.recovery.session;

import io.howdah.openapi.howdah.model.SessionKind;
import java.util.List;

/** One kind of session: its steps in order, and how the thing it is about follows its state. */
public interface Operation {

    SessionKind kind();

    List<Step> steps();

    /** Brings the subject's row into line with the session; called in the transaction that changes the session. */
    void follow(SessionSnapshot session);

    /**
     * Whether what completed steps made can be undone, now. If so, a final failure undoes it at once and the session
     * can be canceled; if not, neither happens and only a retry leads on.
     */
    default boolean undoable(SessionSnapshot session) {
        return true;
    }

    /**
     * Says why a failed session must not run again, by an exception; called in the transaction that lets it run again.
     */
    default void beforeRetry(SessionSnapshot session) {}
}
