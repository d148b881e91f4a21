package io.howdah.mover.bindump.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/**
 * Sends a byte stream as CopyData messages: small pieces are gathered, large ones go out as they are. A slow frontend
 * blocks the writer.
 */
public final class CopyOutChannel implements WritableByteChannel {

    private static final int GATHERED = 32 * 1024;
    private static final int SMALL = 8 * 1024;
    /** libpq and the JDBC driver hold a message in memory at once. */
    private static final int LONGEST_MESSAGE = 128 * 1024;

    private final MessageWriter writer;
    private final ByteBuffer gathered = ByteBuffer.allocateDirect(GATHERED);
    private long bytes;

    public CopyOutChannel(MessageWriter writer) {
        this.writer = writer;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        int length = source.remaining();
        if (length <= SMALL) {
            if (gathered.remaining() < length) {
                flush();
            }
            gathered.put(source);
        } else {
            while (source.hasRemaining()) {
                int part = Math.min(source.remaining(), LONGEST_MESSAGE);
                send(source.slice(source.position(), part));
                source.position(source.position() + part);
            }
        }
        bytes += length;
        return length;
    }

    /** Sends what was gathered. */
    public void flush() throws IOException {
        if (gathered.position() > 0) {
            send(ByteBuffer.allocate(0));
        }
    }

    private void send(ByteBuffer content) throws IOException {
        gathered.flip();
        try {
            writer.copyData(gathered, content);
        } catch (IOException e) {
            throw new FrontendLostException(e);
        }
        gathered.clear();
    }

    /** Bytes taken so far. */
    public long bytes() {
        return bytes;
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    /** Leaves the connection open: it belongs to the session. */
    @Override
    public void close() throws IOException {
        flush();
    }
}
