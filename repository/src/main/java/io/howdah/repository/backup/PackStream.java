package io.howdah.repository.backup;

import io.howdah.repository.RepositoryException;
import io.howdah.repository.storage.ObjectWriter;
import io.howdah.repository.stream.StreamParser;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * One worker's stream on its way to storage: the bytes are stored exactly as they came, and followed on the way. Not
 * thread-safe, but for the counters.
 */
public final class PackStream implements AutoCloseable {

    private static final int BUFFER = 256 * 1024;

    private final String name;
    private final ObjectWriter out;
    private final StreamIndex index;
    private final StreamParser parser;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
    private volatile long storedBytes;
    private volatile boolean finished;

    PackStream(String name, ObjectWriter out, StreamIndex index) {
        this.name = name;
        this.out = out;
        this.index = index;
        this.parser = new StreamParser(index);
    }

    /**
     * Takes the next bytes of the stream, in pieces of any size, to the buffer's limit.
     *
     * @throws RepositoryException STREAM_INVALID, REPOSITORY_FULL, STORAGE_FAILED; the backup cannot be committed then
     */
    public void append(ByteBuffer chunk) {
        parser.feed(chunk.duplicate());
        try {
            while (chunk.hasRemaining()) {
                int length = Math.min(chunk.remaining(), buffer.remaining());
                buffer.put(chunk.slice(chunk.position(), length));
                chunk.position(chunk.position() + length);
                if (!buffer.hasRemaining()) {
                    flush();
                }
            }
        } catch (IOException e) {
            throw RepositoryException.storage("cannot write " + name, e);
        }
    }

    public void append(byte[] chunk) {
        append(ByteBuffer.wrap(chunk));
    }

    /**
     * Completes the stream and puts it on disk.
     *
     * @throws RepositoryException BACKUP_INCOMPLETE when its end item did not come
     */
    public void finish() {
        if (!index.ended() || !parser.atBoundary()) {
            throw new RepositoryException(
                    RepositoryException.Code.BACKUP_INCOMPLETE,
                    "stream " + name + " was cut off after " + parser.offset() + " bytes",
                    "take the backup again");
        }
        try {
            flush();
            out.finish();
        } catch (IOException e) {
            throw RepositoryException.storage("cannot write " + name, e);
        }
        finished = true;
    }

    private void flush() throws IOException {
        int length = buffer.flip().remaining();
        out.write(buffer);
        buffer.clear();
        storedBytes += length;
    }

    boolean finished() {
        return finished;
    }

    String name() {
        return name;
    }

    long rawBytes() {
        return index.rawBytes();
    }

    long storedBytes() {
        return storedBytes;
    }

    /** Frees the stream. Without {@link #finish()} before it the backup cannot be committed. */
    @Override
    public void close() {
        try {
            out.close();
        } catch (IOException e) {
            throw RepositoryException.storage("cannot close " + name, e);
        }
    }
}
