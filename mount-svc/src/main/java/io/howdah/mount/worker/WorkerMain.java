package io.howdah.mount.worker;

import io.howdah.mount.fuse.FuseLibrary;
import io.howdah.mount.fuse.FuseMount;
import io.howdah.mount.os.Host;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * A worker process: {@code java ... io.howdah.mount.worker.WorkerMain <spec.json>}, or with the two arguments of a
 * {@link Spare}. Plain Java, since somebody waits for it to start. Ends with status 0 after it was unmounted, or was
 * not needed, 1 when it could not mount, 2 when it was started wrongly. Told to end by SIGTERM it unmounts lazily; the
 * signals of a terminal it ignores.
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
        boolean spare = args.length == 2 && args[1].equals(SpareOrder.WAITING);
        if (args.length != 1 && !spare) {
            LOG.log(Level.ERROR, "usage: WorkerMain <spec.json>");
            return 2;
        }
        try {
            long started = System.nanoTime() - age().toNanos();
            Host.ignoreTerminalSignals();
            Host.umask(0);
            return spare
                    ? wait(Spare.prepare(args[0]), opener)
                    : work(Path.of(args[0]), opener, FuseMount::loadLibrary, started);
        } catch (IOException | IllegalArgumentException e) {
            LOG.log(Level.ERROR, "the worker cannot start: " + e.getMessage(), e);
            return 2;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }

    private static int wait(Spare spare, MountWorker.Opener opener) throws IOException, InterruptedException {
        Optional<Path> specification = spare.awaitOrder();
        return specification.isPresent() ? work(specification.get(), opener, spare::library, System.nanoTime()) : 0;
    }

    private static int work(Path specification, MountWorker.Opener opener, Callable<FuseLibrary> library, long started)
            throws IOException, InterruptedException {
        WorkerSpec spec = WorkerJson.readSpec(Files.readString(specification));
        MountWorker worker = new MountWorker(spec, opener, library, started);
        try (ControlServer control = ControlServer.bind(Path.of(spec.controlSocket()), worker)) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                worker.unmountLazily();
                closeQuietly(control);
            }));
            control.start();
            worker.mount();
            return worker.awaitEnd() ? 0 : 1;
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
