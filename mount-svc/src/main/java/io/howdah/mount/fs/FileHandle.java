package io.howdah.mount.fs;

import io.howdah.mount.os.FileStatus;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A file that somebody has open. Offsets and sizes are bytes; buffers are direct, and content goes between them and a
 * file of the upper tree without a copy in between. Safe for use by several threads.
 */
public interface FileHandle {

    /** @return bytes read; fewer than remain in the buffer only at the end of the file */
    int read(long offset, ByteBuffer direct) throws IOException;

    /** @return bytes written; fewer than remain in the buffer when the disk is full, which the next write then says */
    int write(long offset, ByteBuffer direct) throws IOException;

    void truncate(long size) throws IOException;

    /**
     * {@code fallocate(2)} of mode 0, or with FALLOC_FL_KEEP_SIZE. The other modes punch holes, which a file over a
     * backup cannot have.
     */
    void allocate(boolean keepSize, long offset, long length) throws IOException;

    /** Returns when what was written to this file is on disk; at once when nothing was. */
    void sync() throws IOException;

    FileStatus status() throws IOException;

    /** Whether its content changes only through the file system, so that whoever read it may keep what was read. */
    boolean isStable();

    void close() throws IOException;
}
