package io.howdah.mover.instance;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The shared memory of one server. A postmaster that ends by itself removes it; after SIGKILL it would stay, because
 * the data directory whose next start cleans it up is gone.
 */
final class SharedMemory {

    private static final Logger LOG = LoggerFactory.getLogger(SharedMemory.class);
    private static final int IPC_RMID = 0;
    private static final String POSIX_SEGMENTS = "/dev/shm/PostgreSQL.";
    private static final MethodHandle SHMCTL = link();

    private final ProcessTable processes;
    private final List<Long> pids;
    private final List<String> files;

    /** Looks at the processes while they live. */
    SharedMemory(ProcessTable processes, List<ProcessTable.Entry> server) {
        this.processes = processes;
        this.pids = server.stream().map(ProcessTable.Entry::pid).toList();
        this.files = pids.stream()
                .flatMap(pid -> processes.mappedFiles(pid).stream())
                .filter(file -> file.startsWith(POSIX_SEGMENTS))
                .map(file -> file.replace(" (deleted)", ""))
                .distinct()
                .toList();
    }

    /** To be called once the processes are gone. */
    void remove() {
        for (String file : files) {
            try {
                Files.deleteIfExists(Path.of(file));
            } catch (IOException e) {
                LOG.warn("shared memory {} of a killed server stays: {}", file, e.getMessage());
            }
        }
        pids.stream().flatMap(this::segments).forEach(SharedMemory::removeSegment);
    }

    private Stream<Long> segments(long pid) {
        return processes.abandonedSegments(pid).stream();
    }

    private static void removeSegment(long id) {
        try {
            int result = (int) SHMCTL.invokeExact(Math.toIntExact(id), IPC_RMID, MemorySegment.NULL);
            if (result != 0) {
                LOG.warn("shared memory segment {} of a killed server stays; ipcrm -m {} removes it", id, id);
            }
        } catch (Throwable e) {
            throw new IllegalStateException("cannot call shmctl(2)", e);
        }
    }

    @SuppressWarnings("restricted")
    private static MethodHandle link() {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow("shmctl"),
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
    }
}
