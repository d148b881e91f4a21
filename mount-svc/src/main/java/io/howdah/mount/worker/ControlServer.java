package io.howdah.mount.worker;

import io.howdah.mount.os.Host;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Answers requests on the control socket, see {@link WorkerRequest}. Only the user of the worker may connect. */
final class ControlServer implements AutoCloseable {

    private static final Logger LOG = System.getLogger(ControlServer.class.getName());
    private static final int NOBODY_ELSE = 0177;
    private static final int LONGEST_REQUEST = 4096;

    private final Path path;
    private final ServerSocketChannel server;
    private final MountWorker worker;

    private ControlServer(Path path, ServerSocketChannel server, MountWorker worker) {
        this.path = path;
        this.server = server;
        this.worker = worker;
    }

    /** Binds at once, in place of a socket that a killed worker left. Changes the process's umask, and back. */
    static ControlServer bind(Path path, MountWorker worker) throws IOException {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(path);
        if (Files.exists(path)) {
            try (SocketChannel other = SocketChannel.open(address)) {
                throw new IOException("control socket " + path + " is served by another process: " + other);
            } catch (SocketException e) {
                Files.delete(path);
            }
        }
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        int umask = Host.umask(NOBODY_ELSE);
        try {
            server.bind(address);
        } catch (IOException | RuntimeException e) {
            server.close();
            throw new IOException("control socket " + path + " cannot be bound: " + e.getMessage(), e);
        } finally {
            Host.umask(umask);
        }
        return new ControlServer(path, server, worker);
    }

    void start() {
        Thread.ofPlatform().daemon().name("control").start(this::accept);
    }

    private void accept() {
        while (true) {
            try {
                SocketChannel connection = server.accept();
                Thread.ofPlatform().daemon().name("control-connection").start(() -> serve(connection));
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                LOG.log(Level.ERROR, "the control socket " + path + " failed", e);
                return;
            }
        }
    }

    private void serve(SocketChannel connection) {
        try (connection;
                BufferedReader requests = new BufferedReader(Channels.newReader(connection, StandardCharsets.UTF_8));
                Writer replies = Channels.newWriter(connection, StandardCharsets.UTF_8)) {
            String line;
            while ((line = readLine(requests)) != null) {
                try {
                    replies.write(answer(line) + "\n");
                    replies.flush();
                } finally {
                    worker.answered();
                }
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "a control connection broke", e);
        }
    }

    private static @Nullable String readLine(BufferedReader reader) throws IOException {
        StringBuilder line = new StringBuilder();
        int c;
        while ((c = reader.read()) != -1 && c != '\n') {
            if (line.length() == LONGEST_REQUEST) {
                throw new IOException("a request is longer than " + LONGEST_REQUEST + " characters");
            }
            line.append((char) c);
        }
        return c == -1 ? null : line.toString();
    }

    private String answer(String line) {
        try {
            String op = WorkerJson.readRequest(line).op();
            return switch (op) {
                case WorkerRequest.STATUS -> WorkerJson.write(worker.status());
                case WorkerRequest.METRICS -> WorkerJson.write(worker.metrics());
                case WorkerRequest.AWAIT_MOUNTED -> WorkerJson.write(worker.awaitMounted());
                case WorkerRequest.SYNC -> WorkerJson.write(worker.sync());
                case WorkerRequest.UNMOUNT -> WorkerJson.write(worker.unmount());
                default -> throw new IllegalArgumentException("there is no request " + op);
            };
        } catch (IllegalArgumentException e) {
            WorkerError error = new WorkerError(
                    WorkerException.REQUEST_INVALID, String.valueOf(e.getMessage()), "send {\"op\":\"status\"}");
            return WorkerJson.write(worker.status().with(error));
        }
    }

    /** Takes the socket away. */
    @Override
    public void close() throws IOException {
        server.close();
        Files.deleteIfExists(path);
    }
}
