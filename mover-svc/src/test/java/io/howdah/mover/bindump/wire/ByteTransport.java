package io.howdah.mover.bindump.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A frontend that has sent all it will send, in pieces of a given size. */
public final class ByteTransport implements Transport {

    private final ByteBuffer input;
    private final int piece;
    private final @Nullable String peerUser;
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private boolean closed;

    public ByteTransport(byte[] input, int piece, @Nullable String peerUser) {
        this.input = ByteBuffer.wrap(input);
        this.piece = piece;
        this.peerUser = peerUser;
    }

    public byte[] output() {
        return output.toByteArray();
    }

    public boolean isClosed() {
        return closed;
    }

    @Override
    public int read(ByteBuffer into) {
        if (!input.hasRemaining()) {
            return -1;
        }
        int length = Math.min(Math.min(piece, input.remaining()), into.remaining());
        into.put(input.slice(input.position(), length));
        input.position(input.position() + length);
        return length;
    }

    @Override
    public void write(ByteBuffer... buffers) throws IOException {
        for (ByteBuffer buffer : buffers) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.get(bytes);
            output.write(bytes);
        }
    }

    @Override
    public @Nullable String peerUser() {
        return peerUser;
    }

    @Override
    public boolean offersTls() {
        return false;
    }

    @Override
    public Transport startTls() {
        throw new IllegalStateException();
    }

    @Override
    public byte @Nullable [] channelBinding() {
        return null;
    }

    @Override
    public String remote() {
        return "memory";
    }

    @Override
    public void close() {
        closed = true;
    }
}
