package io.howdah.mover.job;

import org.jspecify.annotations.Nullable;

/** How many workers share a job. */
public final class Workers {

    private static final int MOST_BY_DEFAULT = 8;

    private Workers() {}

    /** As configured, else one for each processor of this host, at most 8. */
    public static int byDefault(@Nullable Integer configured) {
        return configured != null
                ? configured
                : Math.min(MOST_BY_DEFAULT, Runtime.getRuntime().availableProcessors());
    }
}
