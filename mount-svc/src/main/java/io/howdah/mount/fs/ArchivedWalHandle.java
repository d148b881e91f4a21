package io.howdah.mount.fs;

import io.howdah.mount.os.Errno;
import io.howdah.mount.os.ErrnoException;
import io.howdah.mount.os.FileStatus;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * An archived file that somebody has open. It is there to be copied once from its beginning to its end, so it is
 * decompressed as it is read; who goes back begins anew.
 */
final class ArchivedWalHandle implements FileHandle {

    private final String name;
    private final ArchivedWal archived;
    private final FileStatus status;
    private @Nullable InputStream content;
    private long position;

    ArchivedWalHandle(String name, ArchivedWal archived, FileStatus status) throws IOException {
        this.name = name;
        this.archived = archived;
        this.status = status;
        this.content = begin();
    }

    @Override
    public synchronized int read(long offset, ByteBuffer direct) throws IOException {
        long left = status.size() - offset;
        if (left <= 0) {
            return 0;
        }
        try {
            InputStream from = at(offset);
            byte[] bytes = from.readNBytes((int) Math.min(left, direct.remaining()));
            position += bytes.length;
            boolean last = bytes.length == left;
            // Only at its end does a checksum say whether all of it was right.
            if (bytes.length < Math.min(left, direct.remaining()) || (last && from.read() >= 0)) {
                throw new IOException("it is not as long as " + status.size() + " bytes");
            }
            direct.put(bytes);
            return bytes.length;
        } catch (IOException e) {
            close();
            throw new IOException(
                    "archived WAL file " + name + " cannot be read at byte " + offset + ": " + e.getMessage(), e);
        }
    }

    private InputStream at(long offset) throws IOException {
        InputStream from = content;
        if (from == null || offset < position) {
            close();
            from = begin();
            content = from;
        }
        from.skipNBytes(offset - position);
        position = offset;
        return from;
    }

    private InputStream begin() throws IOException {
        position = 0;
        return archived.open(name).orElseThrow(() -> new ErrnoException(Errno.ENOENT, name));
    }

    @Override
    public int write(long offset, ByteBuffer direct) throws ErrnoException {
        throw readOnly();
    }

    @Override
    public void truncate(long size) throws ErrnoException {
        throw readOnly();
    }

    @Override
    public void allocate(boolean keepSize, long offset, long length) throws ErrnoException {
        throw readOnly();
    }

    private static ErrnoException readOnly() {
        return new ErrnoException(Errno.EBADF, "write to a file opened for reading");
    }

    @Override
    public void sync() {}

    @Override
    public FileStatus status() {
        return status;
    }

    /** A segment that is not whole yet becomes longer behind the kernel's back. */
    @Override
    public boolean isStable() {
        return false;
    }

    @Override
    public synchronized void close() throws IOException {
        if (content != null) {
            content.close();
            content = null;
        }
    }
}
