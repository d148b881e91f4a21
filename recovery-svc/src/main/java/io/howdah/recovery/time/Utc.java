package io.howdah.recovery.time;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** Instants as times of the zone UTC. */
public final class Utc {

    private Utc() {}

    public static OffsetDateTime of(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }

    public static @Nullable OffsetDateTime ofNullable(@Nullable Instant time) {
        return time == null ? null : of(time);
    }
}
