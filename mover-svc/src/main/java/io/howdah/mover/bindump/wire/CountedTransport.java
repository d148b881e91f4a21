package io.howdah.mover.bindump.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Another transport, and how many bytes went out over it: before encryption, if there is any. */
public final class CountedTransport implements Transport {

    private final Transport transport;
    private final LongAdder sent;

    public CountedTransport(Transport transport, LongAdder sent) {
        this.transport = transport;
        this.sent = sent;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        return transport.read(into);
    }

    @Override
    public void write(ByteBuffer... buffers) throws IOException {
        long bytes = 0;
        for (ByteBuffer buffer : buffers) {
            bytes += buffer.remaining();
        }
        transport.write(buffers);
        sent.add(bytes);
    }

    @Override
    public @Nullable String peerUser() {
        return transport.peerUser();
    }

    @Override
    public boolean offersTls() {
        return transport.offersTls();
    }

    @Override
    public Transport startTls() throws IOException {
        return new CountedTransport(transport.startTls(), sent);
    }

    @Override
    public byte @Nullable [] channelBinding() {
        return transport.channelBinding();
    }

    @Override
    public String remote() {
        return transport.remote();
    }

    @Override
    public void close() {
        transport.close();
    }
}
