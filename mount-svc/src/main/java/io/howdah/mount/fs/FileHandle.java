package io.howdah.mount.fs;

import io.howdah.mount.os.Errno;
import io.howdah.mount.os.ErrnoException;
import io.howdah.mount.os.FileStatus;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A file that somebody has open. Offsets and sizes are bytes; buffers are direct, and content goes between them and the
 * file without a copy in between. Safe for use by several threads.
 */
public final class FileHandle {

    private final OpenFiles files;
    private final UpperFile file;
    private final boolean writable;
    private final AtomicBoolean closed = new AtomicBoolean();

    FileHandle(OpenFiles files, UpperFile file, boolean writable) {
        this.files = files;
        this.file = file;
        this.writable = writable;
    }

    /** @return bytes read; fewer than remain in the buffer only at the end of the file */
    public int read(long offset, ByteBuffer direct) throws IOException {
        return file.read(offset, direct);
    }

    /** @return bytes written; fewer than remain in the buffer when the disk is full, which the next write then says */
    public int write(long offset, ByteBuffer direct) throws IOException {
        checkWritable();
        return file.write(offset, direct);
    }

    public void truncate(long size) throws IOException {
        checkWritable();
        file.truncate(size);
    }

    /**
     * {@code fallocate(2)} of mode 0, or with FALLOC_FL_KEEP_SIZE. The other modes punch holes, which a file over a
     * backup cannot have.
     */
    public void allocate(boolean keepSize, long offset, long length) throws IOException {
        checkWritable();
        file.allocate(keepSize, offset, length);
    }

    /** Returns when what was written to this file is on disk; at once when nothing was. */
    public void sync() throws IOException {
        file.sync();
    }

    public FileStatus status() throws IOException {
        return file.fd().status();
    }

    public void close() throws IOException {
        if (!closed.compareAndSet(false, true)) {
            throw new ErrnoException(Errno.EBADF, "close");
        }
        files.release(file);
    }

    private void checkWritable() throws ErrnoException {
        if (!writable) {
            throw new ErrnoException(Errno.EBADF, "write to a file opened for reading");
        }
    }
}
