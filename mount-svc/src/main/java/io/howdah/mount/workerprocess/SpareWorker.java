package io.howdah.mount.workerprocess;

import io.howdah.mount.os.Directory;
import io.howdah.mount.worker.SpareOrder;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A worker that waits for something to mount, see {@link SpareOrder}. */
final class SpareWorker {

    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final long LOOK_MILLIS = 1;

    private final SparePlace place;
    private final Process process;
    private final ProcessTable processes = new ProcessTable();

    private SpareWorker(SparePlace place, Process process) {
        this.place = place;
        this.process = process;
    }

    static SpareWorker start(SparePlace place, List<String> command) throws IOException {
        Files.createDirectories(place.runDirectory(), OWNER_ONLY);
        Files.createDirectories(place.temporary(), OWNER_ONLY);
        return new SpareWorker(place, DetachedProcess.start(command, place.log(), ProcessBuilder.Redirect.PIPE));
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Whether it has loaded what it can; until then a worker that is started now would be as fast. */
    boolean isReady() {
        return process.isAlive() && !Files.exists(place.temporary());
    }

    /**
     * Gives it something to mount, and waits until it goes by that name.
     *
     * @throws IOException when it does not take the order
     */
    Process order(MountPlace mount, String logFormat, Duration timeout) throws IOException, InterruptedException {
        Files.move(place.log(), mount.log());
        try (OutputStream input = process.getOutputStream()) {
            String order = new SpareOrder(mount.specification(), logFormat).text();
            input.write(order.getBytes(StandardCharsets.UTF_8));
        }
        Optional<WorkerProcess> worker = WorkerProcess.of(process.pid());
        long deadline = System.nanoTime() + timeout.toNanos();
        while (worker.filter(w -> processes.isWorker(w, mount.specification())).isEmpty()) {
            if (process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                throw new IOException("it ended with status " + process.exitValue());
            }
            if (System.nanoTime() - deadline > 0) {
                throw new IOException("it did not answer within " + timeout.toMillis() + " ms");
            }
        }
        return process;
    }

    /** Ends it, and removes what is left of it. */
    void end() throws IOException, InterruptedException {
        process.destroyForcibly().waitFor();
        sweep(place.writeCacheRoot(), place.temporary().getFileName().toString());
        Files.deleteIfExists(place.log());
    }

    /** Ends and removes the spares that a former service of these directories has left. */
    static void endAll(Path runDirectory, Path writeCacheRoot, Duration timeout)
            throws IOException, InterruptedException {
        for (WorkerProcess left : new ProcessTable().namedBelow(runDirectory, SparePlace.PREFIX)) {
            left.kill(timeout);
        }
        for (Path directory : List.of(runDirectory, writeCacheRoot)) {
            if (Files.isDirectory(directory)) {
                try (var names = Files.newDirectoryStream(directory, SparePlace.PREFIX + "*")) {
                    for (Path path : names) {
                        sweep(directory, path.getFileName().toString());
                    }
                }
            }
        }
    }

    private static void sweep(Path parent, String name) throws IOException {
        try (Directory directory = Directory.open(parent)) {
            directory.removeTree(name);
        }
    }
}
