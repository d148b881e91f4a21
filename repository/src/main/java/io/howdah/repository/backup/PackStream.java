package io.howdah.repository.backup;

import java.nio.ByteBuffer;

/** One worker's stream on its way to storage. Not thread-safe. */
public final class PackStream implements AutoCloseable {

    private PackStream() {}

    /** Takes the next bytes of the stream, in pieces of any size. */
    public void append(ByteBuffer chunk) {
        throw new UnsupportedOperationException();
    }

    public void append(byte[] chunk) {
        append(ByteBuffer.wrap(chunk));
    }

    /** Completes the stream, which must have ended with its end item, and puts it on disk. */
    public void finish() {
        throw new UnsupportedOperationException();
    }

    /** Frees the stream. Without {@link #finish()} before it the backup cannot be committed. */
    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
