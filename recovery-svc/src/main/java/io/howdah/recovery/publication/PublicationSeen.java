package io.howdah.recovery.publication;

import io.howdah.openapi.howdah.model.PublicationState;
import io.howdah.openapi.mount.model.WriteCache;
import io.howdah.recovery.problem.StoredProblem;
import org.jspecify.annotations.Nullable;

/**
 * What the agents say of a publication now; null where what is remembered holds.
 *
 * @param error why it is in that state
 */
record PublicationSeen(
        @Nullable PublicationState state,
        @Nullable StoredProblem error,
        @Nullable WriteCache writeCache) {

    static final PublicationSeen NOTHING = new PublicationSeen(null, null, null);

    static PublicationSeen in(PublicationState state, StoredProblem error) {
        return new PublicationSeen(state, error, null);
    }

    PublicationSeen with(@Nullable WriteCache cache) {
        return new PublicationSeen(state, error, cache);
    }
}
