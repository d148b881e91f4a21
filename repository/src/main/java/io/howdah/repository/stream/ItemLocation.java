package io.howdah.repository.stream;

/**
 * Where an item lies in its stream.
 *
 * @param offset of the item's first byte
 * @param payloadOffset of its payload's first byte
 * @param payloadLength bytes
 */
public record ItemLocation(long offset, long payloadOffset, int payloadLength) {}
