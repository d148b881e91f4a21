package io.howdah.mover.bindump.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A TCP connection under TLS. */
final class TlsTransport implements Transport {

    private static final Logger LOG = LoggerFactory.getLogger(TlsTransport.class);
    private static final int PIECE = 16 * 1024;

    private final SSLSocket socket;
    private final SocketChannel channel;
    private final InputStream in;
    private final OutputStream out;
    private final byte[] endPoint;
    private final String remote;

    TlsTransport(SSLSocket socket, SocketChannel channel, byte[] endPoint, String remote) throws IOException {
        this.socket = socket;
        this.channel = channel;
        this.endPoint = endPoint.clone();
        this.remote = remote;
        socket.startHandshake();
        this.in = socket.getInputStream();
        this.out = socket.getOutputStream();
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        int read = in.read(into.array(), into.arrayOffset() + into.position(), into.remaining());
        if (read > 0) {
            into.position(into.position() + read);
        }
        return read;
    }

    @Override
    public void write(ByteBuffer... buffers) throws IOException {
        byte[] piece = new byte[PIECE];
        for (ByteBuffer buffer : buffers) {
            while (buffer.hasRemaining()) {
                int length = Math.min(PIECE, buffer.remaining());
                buffer.get(piece, 0, length);
                out.write(piece, 0, length);
            }
        }
        out.flush();
    }

    @Override
    public @Nullable String peerUser() {
        return null;
    }

    @Override
    public boolean offersTls() {
        return false;
    }

    @Override
    public Transport startTls() {
        throw new IllegalStateException("TLS is on already");
    }

    @Override
    public byte @Nullable [] channelBinding() {
        return endPoint.clone();
    }

    @Override
    public String remote() {
        return remote + " (" + socket.getSession().getProtocol() + ")";
    }

    /** Closes the channel first: SSLSocket.close could wait for a frontend that does not read. */
    @Override
    public void close() {
        try {
            channel.close();
            socket.close();
        } catch (IOException e) {
            LOG.debug("closing the connection from {} failed", remote, e);
        }
    }
}
