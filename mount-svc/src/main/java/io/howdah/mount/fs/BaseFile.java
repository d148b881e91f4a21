package io.howdah.mount.fs;

import java.io.IOException;
import java.nio.ByteBuffer;

/** The content of one file of a backup. Safe for use by several threads. */
@FunctionalInterface
public interface BaseFile {

    /**
     * Fills a direct buffer from a position, and moves the buffer's position.
     *
     * @return bytes read; fewer than remain in the buffer only at the end of the file
     */
    int read(long offset, ByteBuffer direct) throws IOException;
}
