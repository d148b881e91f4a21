package io.howdah.repository.storage;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A large object on its way to storage. Not thread-safe. */
public interface ObjectWriter extends AutoCloseable {

    /** Takes all bytes of the buffer. */
    void write(ByteBuffer bytes) throws IOException;

    /** Completes the object: it is on disk when this returns. */
    void finish() throws IOException;

    /** Without {@link #finish()} before it, what is stored of the object is undefined. */
    @Override
    void close() throws IOException;
}
