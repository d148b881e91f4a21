package io.howdah.system;

/** When something happens to a session, seen from the call in which its present step does its work. */
enum Moment {
    /** The callee knows nothing of the call, and will never get it. */
    BEFORE,
    /** The callee is at work, for a random time. */
    DURING,
    /** The callee has done it, and the caller will never know. */
    AFTER;

    Stop.Side side() {
        return this == AFTER ? Stop.Side.AFTER : Stop.Side.BEFORE;
    }
}
