package io.howdah.mount.workerprocess;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One process, told from later ones with the same pid by the time it was started.
 *
 * @param pid process id
 * @param started clock ticks from the boot of the machine to the start of the process, field 22 of proc_pid_stat(5)
 */
public record WorkerProcess(long pid, long started) {

    private static final int STATE = 0;
    private static final int STARTED = 19;
    private static final Duration LOOK = Duration.ofMillis(20);

    /** The living process with this pid. */
    static Optional<WorkerProcess> of(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            // The name in parentheses may hold anything; the fields counted here begin behind it.
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            boolean dead = fields[STATE].equals("Z") || fields[STATE].equals("X");
            return dead ? Optional.empty() : Optional.of(new WorkerProcess(pid, Long.parseLong(fields[STARTED])));
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    /** A process that only waits to be reaped counts as dead. */
    public boolean isAlive() {
        return of(pid).filter(this::equals).isPresent();
    }

    /** Kills it, if it is still this one, and waits until it is gone. */
    boolean kill(Duration timeout) throws InterruptedException {
        if (isAlive()) {
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        }
        return awaitExit(timeout);
    }

    /** @return whether it is gone */
    boolean awaitExit(Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (isAlive()) {
            if (System.nanoTime() - deadline > 0) {
                return false;
            }
            Optional<ProcessHandle> handle = ProcessHandle.of(pid);
            if (handle.isPresent()) {
                awaitExit(handle.get());
            }
        }
        return true;
    }

    private static void awaitExit(ProcessHandle handle) throws InterruptedException {
        try {
            handle.onExit().get(LOOK.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException stillThere) {
            // looked at again: a process of another parent may be dead and not reaped
        } catch (ExecutionException e) {
            throw new IllegalStateException("cannot wait for process " + handle.pid(), e);
        }
    }
}
