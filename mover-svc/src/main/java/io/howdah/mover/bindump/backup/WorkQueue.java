package io.howdah.mover.bindump.backup;

import io.howdah.mover.bindump.command.Command.WorkerInfo;
import io.howdah.mover.bindump.wire.PgError;
import io.howdah.mover.bindump.wire.SqlState;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The files of one backup, handed out to its workers: directories first, then the largest, so that no worker is left
 * alone with a large one at the end. Whoever finishes as the last sends pg_control. Thread-safe.
 */
final class WorkQueue {

    private static final WorkerInfo ALONE = new WorkerInfo(1, 1);

    private final List<SourceFile> files;
    private final AtomicInteger next = new AtomicInteger();
    private final Set<Integer> joined = new HashSet<>();
    private int expected;
    private int finished;

    WorkQueue(List<SourceFile> listed) {
        this.files = listed.stream()
                .sorted(Comparator.comparing(SourceFile::directory)
                        .thenComparing(SourceFile::size)
                        .reversed()
                        .thenComparing(SourceFile::path))
                .toList();
    }

    /** A worker begins; null for one that copies alone. */
    synchronized void join(@Nullable WorkerInfo worker) throws PgError {
        WorkerInfo info = worker == null ? ALONE : worker;
        if (expected == 0) {
            expected = info.number();
        } else if (expected != info.number()) {
            throw PgError.of(
                            SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE,
                            "WORKER_INFO says " + info.number() + " workers, and the first of them said " + expected)
                    .hint("Give all workers of a backup the same number.");
        }
        if (joined.size() == expected) {
            throw PgError.of(
                            SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE,
                            "all files of this backup have been handed out to " + expected + " worker(s)")
                    .hint("Run copy_files once per worker, then stop_backup.");
        }
        if (!joined.add(info.id())) {
            throw PgError.of(
                            SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE,
                            "worker " + info.id() + " of this backup has run copy_files already")
                    .hint("Give each worker an id of its own.");
        }
    }

    /** The next file, or null when there is no more. */
    @Nullable SourceFile take() {
        int index = next.getAndIncrement();
        return index < files.size() ? files.get(index) : null;
    }

    /** A worker has sent all it took. True when all the others have too. */
    synchronized boolean finish() {
        finished++;
        return finished == expected;
    }

    /** @throws PgError when workers are still at it, or have not come yet */
    synchronized void requireComplete() throws PgError {
        if (expected == 0) {
            return; // nothing was asked for: the backup is only ended
        }
        if (finished < expected) {
            throw PgError.of(
                            SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE,
                            "copy_files has not finished: " + finished + " of " + expected + " worker(s) have")
                    .hint("Run copy_files on every worker to its end first.");
        }
    }

    /** Bytes of the files below a logical directory, as they were when they were listed. */
    long bytesBelow(String root) {
        return files.stream()
                .filter(file -> file.path().startsWith(root + "/"))
                .mapToLong(SourceFile::size)
                .sum();
    }
}
