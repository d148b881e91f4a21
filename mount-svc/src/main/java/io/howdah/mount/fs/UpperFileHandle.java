package io.howdah.mount.fs;

import io.howdah.mount.os.Errno;
import io.howdah.mount.os.ErrnoException;
import io.howdah.mount.os.FileStatus;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;

/** A file of the upper tree that somebody has open. */
final class UpperFileHandle implements FileHandle {

    private final OpenFiles files;
    private final UpperFile file;
    private final boolean writable;
    private final AtomicBoolean closed = new AtomicBoolean();

    UpperFileHandle(OpenFiles files, UpperFile file, boolean writable) {
        this.files = files;
        this.file = file;
        this.writable = writable;
    }

    @Override
    public int read(long offset, ByteBuffer direct) throws IOException {
        return file.read(offset, direct);
    }

    @Override
    public int write(long offset, ByteBuffer direct) throws IOException {
        checkWritable();
        return file.write(offset, direct);
    }

    @Override
    public void truncate(long size) throws IOException {
        checkWritable();
        file.truncate(size);
    }

    @Override
    public void allocate(boolean keepSize, long offset, long length) throws IOException {
        checkWritable();
        file.allocate(keepSize, offset, length);
    }

    @Override
    public void sync() throws IOException {
        file.sync();
    }

    @Override
    public FileStatus status() throws IOException {
        return file.fd().status();
    }

    @Override
    public boolean isStable() {
        return true;
    }

    @Override
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
