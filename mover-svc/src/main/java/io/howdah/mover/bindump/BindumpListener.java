package io.howdah.mover.bindump;

import java.io.IOException;
import java.net.ConnectException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** Listens on TCP and, when a directory is configured, on a unix socket named as PostgreSQL names its own. */
public final class BindumpListener implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(BindumpListener.class);
    private static final int BACKLOG = 512;
    /** When the process has run out of file descriptors, accepting fails until one is freed. */
    private static final Duration BREATH = Duration.ofMillis(100);

    private final BindumpProperties properties;
    private final BindumpServer server;
    private final List<ServerSocketChannel> channels = new ArrayList<>();
    private final List<Thread> acceptors = new CopyOnWriteArrayList<>();

    private @Nullable Path socket;
    private volatile boolean running;

    BindumpListener(BindumpProperties properties, BindumpServer server) {
        this.properties = properties;
        this.server = server;
    }

    /** The TCP port that is listened on. */
    public int port() {
        for (ServerSocketChannel channel : channels) {
            if (localAddress(channel) instanceof InetSocketAddress tcp) {
                return tcp.getPort();
            }
        }
        return properties.port();
    }

    /** The unix socket, when there is one. */
    public @Nullable Path socket() {
        return socket;
    }

    @Override
    public void start() {
        listen(StandardProtocolFamily.INET, new InetSocketAddress(properties.listenAddress(), properties.port()));
        Path directory = properties.socketDirectory();
        if (directory != null) {
            try {
                listenOnUnixSocket(directory);
            } catch (IOException e) {
                stop();
                throw cannotListen(directory.toString(), e);
            }
        }
        running = true;
        for (ServerSocketChannel channel : channels) {
            acceptors.add(Thread.ofPlatform().name("bindump-accept").daemon().start(() -> accept(channel)));
        }
        LOG.info(
                "bindump listens on {} port {}{}",
                properties.listenAddress().getHostAddress(),
                port(),
                socket == null ? "" : " and " + socket);
    }

    private void listenOnUnixSocket(Path directory) throws IOException {
        Files.createDirectories(directory);
        Path path = directory.resolve(".s.PGSQL." + port());
        removeStale(path);
        listen(StandardProtocolFamily.UNIX, UnixDomainSocketAddress.of(path));
        socket = path;
        // Anybody may connect, as to PostgreSQL's; who it is decides.
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxrwxrwx"));
    }

    private void removeStale(Path path) throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        try (SocketChannel probe = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            throw new IOException("another process listens on it, see " + probe.getRemoteAddress());
        } catch (ConnectException dead) {
            Files.delete(path);
        }
    }

    private void listen(StandardProtocolFamily family, SocketAddress address) {
        try {
            ServerSocketChannel channel = ServerSocketChannel.open(
                    address instanceof InetSocketAddress tcp && tcp.getAddress() instanceof Inet6Address
                            ? StandardProtocolFamily.INET6
                            : family);
            if (address instanceof InetSocketAddress) {
                channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            }
            try {
                channel.bind(address, BACKLOG);
            } catch (IOException e) {
                channel.close();
                throw e;
            }
            channels.add(channel);
        } catch (IOException e) {
            stop();
            throw cannotListen(address.toString(), e);
        }
    }

    private static IllegalStateException cannotListen(String where, IOException e) {
        return new IllegalStateException(
                "bindump cannot listen on " + where + ": " + e.getMessage()
                        + "; free it, or change howdah.mover.bindump.port, listen-address or socket-directory",
                e);
    }

    private void accept(ServerSocketChannel listening) {
        while (listening.isOpen()) {
            try {
                server.accept(listening.accept());
            } catch (AsynchronousCloseException e) {
                return;
            } catch (IOException | RuntimeException e) {
                if (listening.isOpen()) {
                    LOG.warn("cannot accept a connection", e);
                    LockSupport.parkNanos(BREATH.toNanos());
                }
            }
        }
    }

    @Override
    public void stop() {
        running = false;
        for (ServerSocketChannel channel : channels) {
            try {
                channel.close();
            } catch (IOException e) {
                LOG.warn("cannot close the listener", e);
            }
        }
        channels.clear();
        acceptors.clear();
        if (socket != null) {
            try {
                Files.deleteIfExists(socket);
            } catch (IOException e) {
                LOG.warn("cannot remove {}", socket, e);
            }
            socket = null;
        }
        server.close();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Whether connections are taken, wherever they are to be. */
    boolean isListening() {
        return running && acceptors.stream().allMatch(Thread::isAlive);
    }

    private static @Nullable SocketAddress localAddress(ServerSocketChannel channel) {
        try {
            return channel.getLocalAddress();
        } catch (IOException e) {
            return null;
        }
    }
}
