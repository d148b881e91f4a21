package io.howdah.mount.workerprocess;

import io.howdah.mount.worker.WorkerError;
import io.howdah.mount.worker.WorkerException;
import io.howdah.mount.worker.WorkerJson;
import io.howdah.mount.worker.WorkerRequest;
import io.howdah.mount.worker.WorkerSpec;
import io.howdah.mount.worker.WorkerState;
import io.howdah.mount.worker.WorkerStatus;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/**
 * A worker that mounts nothing and speaks as the real one does. What it is to do is the name of the backup:
 * {@code good}, {@code failing} (says why), {@code dying} (before it listens), {@code silent} (never answers),
 * {@code busy} (refuses to unmount while the file {@code busy} is in the write cache).
 */
public final class FakeWorker {

    private final WorkerSpec spec;
    private volatile boolean durable;

    private FakeWorker(WorkerSpec spec) {
        this.spec = spec;
    }

    static void main(String[] args) throws Exception {
        new FakeWorker(WorkerJson.readSpec(Files.readString(Path.of(args[0])))).run();
    }

    private void run() throws IOException {
        Path writeCache = Files.createDirectories(Path.of(spec.writeCache()));
        Files.writeString(
                writeCache.resolve("mounted"),
                "once\n",
                java.nio.file.StandardOpenOption.CREATE,
                java.nio.file.StandardOpenOption.APPEND);
        Files.createTempFile("fake-library", ".so");
        if (spec.backupId().equals("dying")) {
            System.err.println("I cannot go on");
            System.exit(3);
        }
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(spec.controlSocket()));
            while (true) {
                SocketChannel client = server.accept();
                Thread.ofVirtual().start(() -> serve(client));
            }
        }
    }

    private void serve(SocketChannel client) {
        try (client) {
            var lines = new BufferedReader(Channels.newReader(client, StandardCharsets.UTF_8));
            String line;
            while ((line = lines.readLine()) != null) {
                String operation = WorkerJson.readRequest(line).op();
                WorkerStatus answer = answer(operation);
                client.write(ByteBuffer.wrap((WorkerJson.write(answer) + "\n").getBytes(StandardCharsets.UTF_8)));
                if (answer.state() == WorkerState.UNMOUNTING) {
                    System.exit(0);
                }
            }
        } catch (IOException | InterruptedException e) {
            e.printStackTrace();
        }
    }

    private WorkerStatus answer(String operation) throws InterruptedException {
        boolean failing = spec.backupId().equals("failing");
        if (spec.backupId().equals("silent")) {
            new CountDownLatch(1).await();
        }
        if (failing) {
            return status(
                    WorkerState.FAILED, new WorkerError("BACKUP_NOT_FOUND", "there is no backup failing", "take one"));
        }
        return switch (operation) {
            case WorkerRequest.SYNC -> {
                durable = true;
                yield status(WorkerState.MOUNTED, null);
            }
            case WorkerRequest.UNMOUNT ->
                Files.exists(Path.of(spec.writeCache(), "busy"))
                        ? status(WorkerState.MOUNTED, new WorkerError(WorkerException.MOUNT_BUSY, "in use", null))
                        : status(WorkerState.UNMOUNTING, null);
            default -> status(WorkerState.MOUNTED, null);
        };
    }

    private WorkerStatus status(WorkerState state, WorkerError error) {
        return new WorkerStatus(state, ProcessHandle.current().pid(), durable, Map.of("tree", 12L), error, Map.of());
    }
}
