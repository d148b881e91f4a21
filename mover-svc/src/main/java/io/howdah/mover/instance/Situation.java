package io.howdah.mover.instance;

/** How it stands with the server of an instance that has been ready before. */
enum Situation {
    /** It runs on the data directory that is there now. */
    RUNNING,
    /** Somebody has just started it, and it has not entered its data directory yet. */
    ARRIVING,
    /** It runs, but on a mount that has died or been replaced since. */
    STRANDED,
    /** It does not run, and cannot: the mount of its data directory is gone, or not back yet. */
    UNMOUNTED,
    /** Somebody shut it down, and wants it so until the host boots again. */
    STOPPED,
    /** It does not run though it should. */
    DOWN
}
