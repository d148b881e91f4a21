package io.howdah.mount.worker;

import io.howdah.mount.os.Host;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A worker process: {@code java ... io.howdah.mount.worker.WorkerMain <spec.json>}. Plain Java, since somebody waits
 * for it to start. Ends with status 0 after it was unmounted, 1 when it could not mount, 2 when it was started wrongly.
 * Told to end by SIGTERM it unmounts lazily; the signals of a terminal it ignores.
 */
public final class WorkerMain {

    private static final Logger LOG = System.getLogger(WorkerMain.class.getName());

    /** Field 22 of /proc/self/stat, counted from the first after the name. */
    private static final int START_TIME = 19;

    private static final double TICKS_PER_SECOND = 100;

    private WorkerMain() {}

    static void main(String[] args) {
        System.exit(run(args, RepositoryBase::open));
    }

    /** @return the status to end the process with */
    static int run(String[] args, MountWorker.Opener opener) {
        if (args.length != 1) {
            LOG.log(Level.ERROR, "usage: WorkerMain <spec.json>");
            return 2;
        }
        try {
            long started = System.nanoTime() - age().toNanos();
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

    /** Of this process, by the clock that both files go by; see proc(5). */
    private static Duration age() throws IOException {
        String stat = Files.readString(Path.of("/proc/self/stat"));
        String[] afterName = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        double started = Long.parseLong(afterName[START_TIME]) / TICKS_PER_SECOND;
        double now =
                Double.parseDouble(Files.readString(Path.of("/proc/uptime")).split(" ")[0]);
        return Duration.ofMillis((long) ((now - started) * 1000));
    }
}
