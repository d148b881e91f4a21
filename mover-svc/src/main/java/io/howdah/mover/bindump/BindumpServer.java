package io.howdah.mover.bindump;

import io.howdah.mover.bindump.auth.Authenticator;
import io.howdah.mover.bindump.auth.Directory;
import io.howdah.mover.bindump.backup.Backups;
import io.howdah.mover.bindump.wire.CountedTransport;
import io.howdah.mover.bindump.wire.PgError;
import io.howdah.mover.bindump.wire.SocketTransport;
import io.howdah.mover.bindump.wire.SqlState;
import io.howdah.mover.bindump.wire.TlsSettings;
import io.howdah.mover.bindump.wire.Transport;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.security.SecureRandom;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes connections through their lives. Until a frontend is let in it costs a virtual thread and a small buffer; then
 * it has a platform thread, for it will compress, and that must not starve the virtual threads of the service.
 */
final class BindumpServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BindumpServer.class);

    private record Key(int secret, Session session) {}

    private final Directory directory;
    private final Authenticator authenticator;
    private final Backups backups;
    private final @Nullable TlsSettings tls;
    private final WaitingRoom waiting;
    private final Semaphore places;
    private final Map<Integer, Key> sessions = new ConcurrentHashMap<>();
    private final Map<Transport, Boolean> open = new ConcurrentHashMap<>();
    private final AtomicInteger lastPid;
    private final SecureRandom random = new SecureRandom();
    private final LongAdder sent = new LongAdder();
    private final LongAdder admitted = new LongAdder();
    private final ExecutorService virtualThreads = Executors.newVirtualThreadPerTaskExecutor();
    private final ExecutorService platformThreads = Executors.newThreadPerTaskExecutor(
            Thread.ofPlatform().name("bindump-", 1).daemon().factory());

    BindumpServer(
            BindumpProperties properties,
            Directory directory,
            Authenticator authenticator,
            Backups backups,
            @Nullable TlsSettings tls) {
        this.directory = directory;
        this.authenticator = authenticator;
        this.backups = backups;
        this.tls = tls;
        this.waiting = new WaitingRoom(properties.maxUnauthenticated(), properties.authenticationTimeout());
        this.places = new Semaphore(properties.maxConnections());
        this.lastPid = new AtomicInteger(random.nextInt(1, 1 << 20));
    }

    /** Takes over a connection that was just accepted. */
    void accept(SocketChannel channel) {
        try {
            Transport transport = new SocketTransport(channel, tls);
            serve(transport);
        } catch (IOException e) {
            LOG.debug("a frontend left at once", e);
        }
    }

    /** Serves a frontend on threads of its own. */
    void serve(Transport connection) {
        Transport transport = new CountedTransport(connection, sent);
        open.put(transport, true);
        virtualThreads.execute(() -> handshake(transport));
    }

    private void handshake(Transport transport) {
        WaitingRoom.Guest guest = waiting.enter(transport);
        boolean admitted = false;
        try {
            Handshake handshake = new Handshake(transport, directory, authenticator, this::cancel);
            Handshake.Admitted frontend = handshake.run();
            if (frontend != null) {
                if (places.tryAcquire()) {
                    guest.close();
                    admitted = true;
                    platformThreads.execute(() -> session(transport, frontend));
                } else {
                    handshake.refuse(PgError.of(SqlState.TOO_MANY_CONNECTIONS, "sorry, too many clients already")
                            .hint("Try again later, or raise howdah.mover.bindump.max-connections."));
                }
            }
        } catch (IOException e) {
            LOG.debug("the frontend from {} left before it was let in", transport.remote(), e);
        } catch (RuntimeException e) {
            LOG.error("the connection from {} failed before it was let in", transport.remote(), e);
        } finally {
            guest.close();
            if (!admitted) {
                forget(transport);
            }
        }
    }

    private void session(Transport transport, Handshake.Admitted frontend) {
        int pid = lastPid.updateAndGet(last -> last == Integer.MAX_VALUE ? 1 : last + 1);
        int secret = random.nextInt();
        Session session = new Session(pid, frontend, virtualThreads, new CommandExecutor(frontend, backups));
        sessions.put(pid, new Key(secret, session));
        admitted.increment();
        try {
            session.greet(secret);
            session.run();
        } catch (IOException e) {
            LOG.debug("the frontend from {} left before it was greeted", transport.remote(), e);
        } catch (RuntimeException e) {
            LOG.error("the session of the frontend from {} failed", transport.remote(), e);
        } finally {
            sessions.remove(pid);
            places.release();
            forget(transport);
        }
    }

    private void cancel(int pid, int secret) {
        Key key = sessions.get(pid);
        if (key != null && key.secret() == secret) {
            LOG.info("cancel request for session bindump-{}", pid);
            key.session().cancel();
        } else {
            LOG.info("cancel request with a wrong key for session bindump-{}", pid);
        }
    }

    private void forget(Transport transport) {
        open.remove(transport);
        transport.close();
    }

    /** Sessions that were let in and have not ended. */
    int sessionCount() {
        return sessions.size();
    }

    /** Sessions that were ever let in. */
    long admittedCount() {
        return admitted.sum();
    }

    /** To all frontends together. */
    long bytesSent() {
        return sent.sum();
    }

    /** Connections that have not been let in yet. */
    int waitingCount() {
        return waiting.size();
    }

    /** Ends every connection; backups that run are aborted. Returns when all threads have ended. */
    @Override
    public void close() {
        open.keySet().forEach(Transport::close);
        waiting.close();
        platformThreads.close();
        virtualThreads.close();
    }
}
