package io.howdah.mount.worker;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A worker in a process of its own: this one must not use a mount that it serves itself. */
final class LiveWorker implements AutoCloseable {

    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private final WorkerSpec spec;
    private final Path log;
    private final Process process;

    private LiveWorker(WorkerSpec spec, Path log, Process process) {
        this.spec = spec;
        this.log = log;
        this.process = process;
    }

    static WorkerSpec spec(Path directory) throws IOException {
        Path mountPoint = Files.createDirectories(directory.resolve("mount"));
        return new WorkerSpec(
                "m1",
                directory.resolve("base").toString(),
                "c1",
                "b1",
                mountPoint.toString(),
                directory.resolve("cache").toString(),
                0,
                0,
                false,
                directory.resolve("control").toString(),
                16L << 20);
    }

    static LiveWorker start(WorkerSpec spec) throws IOException {
        Path directory = Path.of(spec.controlSocket()).getParent();
        Path file = Files.writeString(directory.resolve("spec.json"), WorkerJson.write(spec));
        Path log = directory.resolve("worker.log");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-Xmx64m",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        DirectoryWorker.class.getName(),
                        file.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        LiveWorker worker = new LiveWorker(spec, log, process);
        Awaitility.await().atMost(DEADLINE).until(() -> !process.isAlive() || worker.answers());
        return worker;
    }

    /** Starts and waits for MOUNTED. */
    static LiveWorker mount(WorkerSpec spec) throws IOException {
        LiveWorker worker = start(spec);
        WorkerStatus status = worker.request(WorkerRequest.AWAIT_MOUNTED);
        if (status.state() != WorkerState.MOUNTED) {
            throw new AssertionError(status + "\n" + Files.readString(worker.log));
        }
        return worker;
    }

    private boolean answers() {
        try {
            return request(WorkerRequest.STATUS).pid() == process.pid();
        } catch (IOException e) {
            return false;
        }
    }

    WorkerStatus request(String op) throws IOException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(spec.controlSocket()));
                BufferedReader reader = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
                BufferedWriter writer = new BufferedWriter(Channels.newWriter(channel, StandardCharsets.UTF_8))) {
            writer.write(WorkerJson.write(new WorkerRequest(op)) + "\n");
            writer.flush();
            String line = reader.readLine();
            if (line == null) {
                throw new IOException("the worker hung up: " + Files.readString(log));
            }
            return WorkerJson.readStatus(line);
        }
    }

    void kill() {
        process.destroyForcibly().onExit().join();
    }

    void terminate() {
        process.destroy();
    }

    int awaitExit() {
        return process.onExit()
                .orTimeout(DEADLINE.toSeconds(), TimeUnit.SECONDS)
                .join()
                .exitValue();
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            terminate();
            awaitExit();
        }
    }
}
