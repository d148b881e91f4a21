package io.howdah.recovery.session;

/** The step is to be left because its session is to be canceled. */
final class SessionCanceled extends RuntimeException {

    private static final long serialVersionUID = 1L;

    SessionCanceled(String sessionId) {
        super("session " + sessionId + " is to be canceled");
    }
}
