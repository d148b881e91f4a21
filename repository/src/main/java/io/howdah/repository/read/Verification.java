package io.howdah.repository.read;

import io.howdah.repository.RepositoryException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Reads every file of a backup from beginning to end, which checks every block that a restore of it would read. What is
 * damaged is found, not thrown. One that was interrupted can be gone on with.
 */
public final class Verification {

    /** A backup with so many damages is not read any further. */
    public static final int MOST_DAMAGES = 100;

    private static final int CHUNK = 1 << 20;

    private final BackupReader reader;
    private final List<FileEntry> files;
    private final AtomicInteger next;
    private final AtomicLong bytesDone;
    private final Set<Damage> damages = ConcurrentHashMap.newKeySet();
    private final BitSet read = new BitSet();
    private volatile boolean stopped;

    /**
     * One damaged place.
     *
     * @param offset in the file; what is damaged begins within 1 MiB from there
     */
    public record Damage(String path, long offset, String message) {}

    /**
     * What is known by now.
     *
     * @param files so many have been read, from the backup's first on
     * @param bytes that these have
     * @param damages by file; about {@value #MOST_DAMAGES} at most
     */
    public record Findings(int files, long bytes, List<Damage> damages) {

        /** Before anything has been read. */
        public static final Findings NONE = new Findings(0, 0, List.of());
    }

    /** @param known what an earlier verification of the same backup has found */
    public Verification(BackupReader reader, Findings known) {
        this.reader = reader;
        this.files = reader.files().stream()
                .filter(file -> file.type() == FileEntry.Type.FILE)
                .toList();
        this.next = new AtomicInteger(known.files());
        this.bytesDone = new AtomicLong(known.bytes());
        this.damages.addAll(known.damages());
        this.read.set(0, known.files());
    }

    /**
     * Returns once all files have been read, too many are damaged, or it was stopped.
     *
     * @param workers files that are read at the same time
     * @param interval between two reports
     * @param report is told the findings while there is more to be read
     */
    public Findings run(int workers, Duration interval, Consumer<Findings> report) throws InterruptedException {
        // closing it waits: nobody reads a backup that is closed
        try (ExecutorService pool = Executors.newFixedThreadPool(
                workers, Thread.ofPlatform().name("verify-", 0).factory())) {
            List<? extends Future<?>> working = Collections.nCopies(workers, (Runnable) this::work).stream()
                    .map(pool::submit)
                    .toList();
            try {
                for (Future<?> worker : working) {
                    await(worker, interval, report);
                }
            } catch (InterruptedException | RuntimeException e) {
                stopped = true;
                throw e;
            }
        }
        return findings();
    }

    /** Makes {@link #run} return soon. */
    public void stop() {
        stopped = true;
    }

    public boolean wasStopped() {
        return stopped;
    }

    public long bytesDone() {
        return bytesDone.get();
    }

    public long bytesTotal() {
        return files.stream().mapToLong(FileEntry::size).sum();
    }

    private void await(Future<?> worker, Duration interval, Consumer<Findings> report) throws InterruptedException {
        while (true) {
            try {
                worker.get(interval.toNanos(), TimeUnit.NANOSECONDS);
                return;
            } catch (TimeoutException stillReading) {
                report.accept(findings());
            } catch (ExecutionException e) {
                throw new IllegalStateException(
                        "a reader of backup " + reader.control().id() + " failed", e);
            }
        }
    }

    private void work() {
        ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK);
        for (int i = next.getAndIncrement(); i < files.size() && goesOn(); i = next.getAndIncrement()) {
            if (read(files.get(i), chunk)) {
                synchronized (read) {
                    read.set(i);
                }
            }
        }
    }

    /** Whether the file was read to its end. */
    private boolean read(FileEntry file, ByteBuffer chunk) {
        FileContent content = reader.open(file);
        for (long offset = 0; offset < file.size(); offset += CHUNK) {
            if (!goesOn()) {
                return false;
            }
            try {
                content.read(offset, chunk.clear());
            } catch (RepositoryException e) {
                damages.add(new Damage(file.path(), offset, String.valueOf(e.getMessage())));
            }
            bytesDone.addAndGet(Math.min(CHUNK, file.size() - offset));
        }
        return true;
    }

    private boolean goesOn() {
        return !stopped && damages.size() < MOST_DAMAGES;
    }

    private Findings findings() {
        int first;
        synchronized (read) {
            first = read.nextClearBit(0);
        }
        return new Findings(
                first,
                files.stream().limit(first).mapToLong(FileEntry::size).sum(),
                damages.stream()
                        .sorted(Comparator.comparing(Damage::path).thenComparing(Damage::offset))
                        .toList());
    }
}
