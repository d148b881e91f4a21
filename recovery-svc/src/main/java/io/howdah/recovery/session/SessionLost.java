package io.howdah.recovery.session;

/** The session is run from elsewhere by now. */
final class SessionLost extends RuntimeException {

    private static final long serialVersionUID = 1L;

    SessionLost(String sessionId) {
        super("session " + sessionId + " has ended or is run from elsewhere; this execution leaves it");
    }
}
