package io.howdah.repository.read;

/** Decompressed frames outside the heap, bounded; shared by any number of readers. Thread-safe. */
public final class BlockCache implements AutoCloseable {

    /** 128 MiB. */
    public static final long DEFAULT_BYTES = 128L << 20;

    /** @param bytes at most this much memory, taken as it is needed */
    public BlockCache(long bytes) {}

    @Override
    public void close() {}
}
