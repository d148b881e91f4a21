package io.howdah.repository.wal;

/**
 * Archived WAL of one timeline without a gap.
 *
 * @param from position of the first byte
 * @param to position after the last byte
 */
public record WalRange(int timeline, long from, long to) {}
