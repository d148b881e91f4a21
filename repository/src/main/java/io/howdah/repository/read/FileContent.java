package io.howdah.repository.read;

import java.nio.ByteBuffer;

/** The content of one file. Thread-safe; parallel reads do not wait for each other. Needs no closing. */
public final class FileContent {

    FileContent() {}

    /**
     * Fills the buffer from an offset. Holes are zeros. Direct buffers are the fast way: whole frames are decompressed
     * straight into them.
     *
     * @return bytes read: short only at the end of the file, 0 at or beyond it
     * @throws io.howdah.repository.RepositoryException BLOCK_CORRUPT naming backup, blocks file and offset
     */
    public int read(long offset, ByteBuffer target) {
        throw new UnsupportedOperationException();
    }

    public long size() {
        throw new UnsupportedOperationException();
    }
}
