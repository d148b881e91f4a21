package io.howdah.recovery.target;

/**
 * The point of a cluster's history that is to be opened, and the backup from which it is reached. Made by
 * {@link Choices}.
 *
 * @param major of the PostgreSQL that the backup needs
 */
public record Choice(String backupId, String cluster, int major, Target target) {}
