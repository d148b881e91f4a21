package io.howdah.mount.worker;

import io.howdah.mount.os.Host;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/**
 * A worker process: {@code java ... io.howdah.mount.worker.WorkerMain <spec.json>}. Plain Java, since somebody waits for it to start. Ends
 * with status 0 after it was unmounted, 1 when it could not mount, 2 when it was started wrongly. Told to end by SIGTERM it unmounts
 * lazily; the signals of a terminal it ignores.
 */
public final class WorkerMain {

    private static final Logger LOG = System.getLogger(WorkerMain.class.getName());

    private WorkerMain() {}

    static void main(String[] args) {
        System.exit(run(args, RepositoryBase::open));
    }

    /** @return the status to end the process with */
    static int run(String[] args, MountWorker.Opener opener) {
        long started = System.nanoTime() - age().toNanos();
        if (args.length != 1) {
            LOG.log(Level.ERROR, "usage: WorkerMain <spec.json>");
            return 2;
        }
        try {
            Host.ignoreTerminalSignals();
            Host.umask(0);
            WorkerSpec spec = WorkerJson.readSpec(Files.readString(Path.of(args[0])));
            MountWorker worker = new MountWorker(spec, opener, started);
            try (ControlServer control = ControlServer.bind(Path.of(spec.controlSocket()), worker)) {
                Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                    worker.unmountLazily();
                    closeQuietly(control);
                }));
                control.start();
                worker.mount();
                return worker.awaitEnd() ? 0 : 1;
            }
        } catch (IOException | IllegalArgumentException e) {
            LOG.log(Level.ERROR, "the worker cannot start: " + e.getMessage(), e);
            return 2;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }

    private static void closeQuietly(ControlServer control) {
        try {
            control.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "the control socket stays behind", e);
        }
    }

    private static Duration age() {
        return ProcessHandle.current()
                .info()
                .startInstant()
                .map(start -> Duration.between(start, Instant.now()))
                .orElse(Duration.ZERO);
    }
}
