package io.howdah.repository.storage;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Reads ranges of one object. Thread-safe; parallel reads do not wait for each other. */
public interface ObjectReader extends AutoCloseable {

    /** Fills the buffer from an offset as far as the object goes; fewer bytes than asked for only at its end. */
    int read(long offset, ByteBuffer target) throws IOException;

    long size() throws IOException;

    @Override
    void close() throws IOException;
}
