package io.howdah.mount.fs;

/**
 * What was read from one source.
 *
 * @param blocks pieces, in whatever size the source has them
 * @param bytes of content in them
 */
public record ReadCount(long blocks, long bytes) {}
