package io.howdah.mount.workerprocess;

import io.howdah.mount.worker.WorkerJson;
import io.howdah.mount.worker.WorkerRequest;
import io.howdah.mount.worker.WorkerStatus;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks a worker over its control socket; the other end of {@link WorkerRequest}. */
final class WorkerControl {

    private static final Logger LOG = LoggerFactory.getLogger(WorkerControl.class);

    /**
     * @throws SocketTimeoutException when the worker has the request and does not answer in time
     * @throws IOException when nobody listens, or the worker ends before it answers
     */
    WorkerStatus ask(Path socket, String operation, Duration timeout) throws IOException {
        return ask(socket, operation, timeout, WorkerJson::readStatus);
    }

    /** For what is not answered by a status. */
    <T> T ask(Path socket, String operation, Duration timeout, Function<String, T> reading) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            Executor later = CompletableFuture.delayedExecutor(timeout.toMillis(), TimeUnit.MILLISECONDS);
            CompletableFuture<Void> deadline = CompletableFuture.runAsync(() -> close(channel), later);
            try {
                channel.connect(UnixDomainSocketAddress.of(socket));
                return exchange(channel, new WorkerRequest(operation), reading);
            } catch (AsynchronousCloseException e) {
                var timedOut = new SocketTimeoutException(
                        "no answer to " + operation + " within " + timeout.toMillis() + " ms");
                timedOut.initCause(e);
                throw timedOut;
            } finally {
                deadline.cancel(false);
            }
        }
    }

    private static <T> T exchange(SocketChannel channel, WorkerRequest request, Function<String, T> reading)
            throws IOException {
        ByteBuffer line = ByteBuffer.wrap((WorkerJson.write(request) + "\n").getBytes(StandardCharsets.UTF_8));
        while (line.hasRemaining()) {
            channel.write(line);
        }
        String answer = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8)).readLine();
        if (answer == null) {
            throw new EOFException("the worker ended before it answered " + request.op());
        }
        try {
            return reading.apply(answer);
        } catch (IllegalArgumentException e) {
            throw new IOException("the worker answered " + request.op() + " with " + answer, e);
        }
    }

    private static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("a control connection could not be closed", e);
        }
    }
}
