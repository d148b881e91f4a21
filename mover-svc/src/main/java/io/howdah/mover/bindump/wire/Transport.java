package io.howdah.mover.bindump.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A connection to a frontend, as bytes. One thread may read while another writes; closing ends both. */
public interface Transport extends AutoCloseable {

    /** Blocks until there is something; -1 when the frontend is gone. */
    int read(ByteBuffer into) throws IOException;

    /** Writes all that remains of the buffers, in their order. */
    void write(ByteBuffer... buffers) throws IOException;

    /** The operating system user at the other end, when the kernel vouches for it (a unix socket); else null. */
    @Nullable String peerUser();

    /** Whether the frontend may ask for TLS here. */
    boolean offersTls();

    /** The same connection under TLS, after the frontend was told so. */
    Transport startTls() throws IOException;

    /** What SCRAM binds to (RFC 5929 tls-server-end-point), or null without TLS. */
    byte @Nullable [] channelBinding();

    /** For the log. */
    String remote();

    @Override
    void close();
}
