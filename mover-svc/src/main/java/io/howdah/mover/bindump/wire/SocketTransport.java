package io.howdah.mover.bindump.wire;

import java.io.IOException;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A TCP connection or a unix socket, unencrypted. */
public final class SocketTransport implements Transport {

    private static final Logger LOG = LoggerFactory.getLogger(SocketTransport.class);

    private final SocketChannel channel;
    private final @Nullable TlsSettings tls;
    private final boolean unix;
    private final String remote;

    /** @param tls null when no certificate is configured */
    public SocketTransport(SocketChannel channel, @Nullable TlsSettings tls) throws IOException {
        this.channel = channel;
        this.tls = tls;
        this.unix = channel.getLocalAddress() instanceof UnixDomainSocketAddress;
        if (!unix) {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        }
        this.remote = unix ? StandardProtocolFamily.UNIX.name() : String.valueOf(channel.getRemoteAddress());
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        return channel.read(into);
    }

    @Override
    public void write(ByteBuffer... buffers) throws IOException {
        long left = 0;
        for (ByteBuffer buffer : buffers) {
            left += buffer.remaining();
        }
        while (left > 0) {
            left -= channel.write(buffers);
        }
    }

    @Override
    public @Nullable String peerUser() {
        if (!unix) {
            return null;
        }
        try {
            return channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user().getName();
        } catch (IOException | UnsupportedOperationException e) {
            LOG.warn("cannot tell who is at the other end of a unix socket, so a password is asked for", e);
            return null;
        }
    }

    @Override
    public boolean offersTls() {
        return tls != null && !unix;
    }

    @Override
    public Transport startTls() throws IOException {
        if (tls == null) {
            throw new IllegalStateException("no certificate is configured");
        }
        Socket socket = channel.socket();
        return new TlsTransport(tls.wrap(socket), channel, tls.endPoint(), remote);
    }

    @Override
    public byte @Nullable [] channelBinding() {
        return null;
    }

    @Override
    public String remote() {
        return remote;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("closing the connection from {} failed", remote, e);
        }
    }
}
