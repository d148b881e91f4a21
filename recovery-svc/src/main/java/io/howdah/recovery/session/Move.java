package io.howdah.recovery.session;

import java.time.Instant;

/** What the one who runs a session has to do next. */
sealed interface Move {

    record Do(String step) implements Move {}

    record Undo(String step) implements Move {}

    record Wait(Instant until) implements Move {}

    /** Nothing more: the session has ended, or is run from elsewhere. */
    record Leave() implements Move {}
}
