package io.howdah.repository.stream;

import java.time.Instant;

/**
 * Where the backup ended, as {@code pg_backup_stop} answered.
 *
 * @param stopLsn as PostgreSQL prints it
 */
public record BackupStop(String stopLsn, long stopTimeline, Instant stoppedAt) implements StreamItem {}
