package io.howdah.repository.backup;

import io.howdah.repository.pack.Compression;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is known once the backup has ended, for {@code backup.control}.
 *
 * @param startLsn as PostgreSQL prints it
 * @param stopLsn likewise; recovery must reach it
 * @param timeline the backup was taken on
 * @param compression that was asked for
 * @param label free text
 * @param source the source cluster, as it described itself
 */
public record StopInfo(
        String startLsn,
        String stopLsn,
        long timeline,
        Instant startedAt,
        Instant stoppedAt,
        Compression compression,
        @Nullable String label,
        SourceInfo source) {}
