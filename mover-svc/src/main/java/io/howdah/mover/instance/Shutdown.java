package io.howdah.mover.instance;

import io.howdah.openapi.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/**
 * Stops the server of a data directory: fast, unless nothing of it is kept, then immediate, then by force. Returns when
 * no process of it is left.
 */
@Component
class Shutdown {

    private static final Logger LOG = LoggerFactory.getLogger(Shutdown.class);
    private static final Duration KILL_WAIT = Duration.ofSeconds(20);

    private final Postmasters postmasters;
    private final ProcessTable processes;
    private final Duration fastWait;
    private final Duration immediateWait;

    Shutdown(Postmasters postmasters, ProcessTable processes, InstanceProperties properties) {
        this.postmasters = postmasters;
        this.processes = processes;
        this.fastWait = properties.fastShutdownWait();
        this.immediateWait = properties.immediateShutdownWait();
    }

    void stop(String id, Path data) {
        stop(id, data, true);
    }

    /** Stops it without a checkpoint, which nobody needs whose data directory goes next. */
    void abandon(String id, Path data) {
        stop(id, data, false);
    }

    private void stop(String id, Path data, boolean inOrder) {
        try {
            Optional<ProcessTable.Entry> running = postmasters.find(data);
            if (running.isPresent()) {
                end(id, data, running.get(), inOrder);
            } else {
                kill(id, data, postmasters.serverProcesses(id, data));
            }
        } catch (InterruptedException e) {
            throw interrupted(id, e);
        }
    }

    /** Stops this server and no other that may have been started meanwhile. */
    void stop(String id, Path data, ProcessTable.Entry postmaster) {
        try {
            end(id, data, postmaster, true);
        } catch (InterruptedException e) {
            throw interrupted(id, e);
        }
    }

    /**
     * Removes what a killed server has left and what would keep the next one from starting. A server that runs is left
     * alone, and the problem says so: somebody else has started it.
     */
    void clear(String id, Path data) {
        postmasters.find(data).ifPresent(running -> {
            throw ProblemException.conflict(
                    "DATA_DIRECTORY_IN_USE",
                    "a server with pid " + running.pid() + " runs on " + data + " by now",
                    "it is taken for the instance's own; look at it again");
        });
        try {
            kill(id, data, postmasters.serverProcesses(id, data));
        } catch (InterruptedException e) {
            throw interrupted(id, e);
        }
        LockFile.removeMisleading(data, processes);
    }

    private void end(String id, Path data, ProcessTable.Entry postmaster, boolean inOrder) throws InterruptedException {
        // a checkpoint onto a mount that is dead would only cost the wait
        if (inOrder && answers(data, postmaster)) {
            Signal.INT.send(postmaster.pid());
            if (Polling.until(fastWait, () -> !processes.alive(postmaster))) {
                LOG.info("instance {} stopped, pid {}", id, postmaster.pid());
                kill(id, data, postmasters.serverProcesses(id, data));
                return;
            }
            LOG.warn("instance {} did not stop within {}: shutting it down immediately", id, fastWait);
        }
        List<ProcessTable.Entry> server = new ArrayList<>(postmasters.children(postmaster));
        server.add(postmaster);
        SharedMemory memory = new SharedMemory(processes, server);
        Signal.QUIT.send(postmaster.pid());
        if (!Polling.until(immediateWait, () -> !processes.alive(postmaster))) {
            LOG.warn("instance {} did not stop within {}: killing it", id, immediateWait);
            Signal.KILL.send(postmaster.pid());
        }
        server.addAll(postmasters.serverProcesses(id, data));
        kill(id, data, server);
        memory.remove();
    }

    /** Kills the commands too: one that goes on writes where the next server's do. */
    private void kill(String id, Path data, List<ProcessTable.Entry> server) throws InterruptedException {
        if (server.isEmpty()) {
            return;
        }
        List<ProcessTable.Entry> doomed = new ArrayList<>(postmasters.commands(server));
        doomed.addAll(server);
        while (!doomed.isEmpty()) {
            killAll(id, data, doomed);
            // what one of them had just started
            doomed = postmasters.commands(server);
        }
    }

    private void killAll(String id, Path data, List<ProcessTable.Entry> doomed) throws InterruptedException {
        for (ProcessTable.Entry process : doomed) {
            if (processes.alive(process)) {
                Signal.KILL.send(process.pid());
            }
        }
        if (!Polling.until(KILL_WAIT, () -> doomed.stream().noneMatch(processes::alive))) {
            throw new ProblemException(
                    HttpStatus.INTERNAL_SERVER_ERROR,
                    "INSTANCE_NOT_STOPPED",
                    "processes of instance " + id + " on " + data + " do not end: "
                            + doomed.stream()
                                    .filter(processes::alive)
                                    .map(ProcessTable.Entry::pid)
                                    .toList(),
                    "they wait for a file system that does not answer: end its mount, then send the request again");
        }
    }

    private static ProblemException interrupted(String id, InterruptedException e) {
        Thread.currentThread().interrupt();
        return new ProblemException(
                HttpStatus.SERVICE_UNAVAILABLE,
                "INSTANCE_NOT_STOPPED",
                "the stop of instance " + id + " was interrupted",
                "send the request again",
                e);
    }

    private boolean answers(Path data, ProcessTable.Entry postmaster) {
        try {
            return LockFile.read(data).isPresent() && postmasters.onSameMount(postmaster, data);
        } catch (IOException dead) {
            return false;
        }
    }
}
