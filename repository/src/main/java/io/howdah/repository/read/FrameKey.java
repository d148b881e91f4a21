package io.howdah.repository.read;

/**
 * Names a frame.
 *
 * @param source number of the open blocks file, unique within the cache
 * @param item offset of the pack's item
 */
record FrameKey(int source, long item, int frame) {}
