package io.howdah.mover.copy;

import io.howdah.openapi.mover.model.CopySpec;

/** What becomes of what is there already. */
enum Existing {
    REFUSED,
    SET_ASIDE,
    /** Into what the backup has, and for good. */
    CHANGED;

    static Existing of(CopySpec spec) {
        if (Boolean.TRUE.equals(spec.getDelta())) {
            return CHANGED;
        }
        return Boolean.TRUE.equals(spec.getOverwrite()) ? SET_ASIDE : REFUSED;
    }
}
