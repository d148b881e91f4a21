package io.howdah.mover.copy;

import io.howdah.mover.file.Durable;
import io.howdah.mover.job.Cancellation;
import io.howdah.repository.read.BackupReader;
import io.howdah.repository.read.FileContent;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Copies a backup to where its plan says. Workers take ranges of files from one queue; now and then what they have done
 * is brought to disk and written into the journal. pg_control comes last: until then no server starts on the directory.
 */
final class CopyRun {

    private static final int CHUNK = 1 << 20;

    private final String heading;
    private final BackupReader reader;
    private final CopyPlan plan;
    private final Places places;
    private final boolean delta;
    private final @Nullable Integer port;
    private final int workers;
    private final Duration checkpointInterval;
    private final Queue<CopyRange> open = new ConcurrentLinkedQueue<>();
    private final Queue<CopyRange> copied = new ConcurrentLinkedQueue<>();
    private final AtomicLong bytesDone = new AtomicLong();
    private final AtomicLong bytesWritten = new AtomicLong();
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    private volatile long bytesFound;
    private final Cancellation cancellation;

    /**
     * @param id of the copy
     * @param delta whether what is there is changed, rather than written anew
     */
    CopyRun(
            String id,
            BackupReader reader,
            CopyPlan plan,
            Places places,
            boolean delta,
            @Nullable Integer port,
            int workers,
            Duration checkpointInterval) {
        this.heading = "copy " + id + " of backup " + reader.control().id() + " "
                + Integer.toHexString(reader.control().manifestCrc());
        this.reader = reader;
        this.plan = plan;
        this.places = places;
        this.delta = delta;
        this.port = port;
        this.workers = workers;
        this.checkpointInterval = checkpointInterval;
        this.cancellation = new Cancellation(heading);
    }

    void run() throws Exception {
        places.prepare();
        if (delta) {
            Surplus.remove(plan);
        }
        makeDirectories();
        try (CopyJournal journal = CopyJournal.open(plan.dataDirectory(), heading)) {
            long found = 0;
            for (CopyRange range : plan.ranges()) {
                if (journal.has(range)) {
                    bytesDone.addAndGet(range.length());
                    found += range.length();
                } else {
                    open.add(range);
                }
            }
            bytesFound = found;
            copyRanges(journal, open.size());
        }
        makeLinks();
        new ConfigurationEdit(plan.configuration(), plan.main()).apply(includable(), port);
        sync();
        copyControl();
    }

    long bytesDone() {
        return bytesDone.get();
    }

    /** By this attempt; what was there already, holes and with delta equal pages, is not written. */
    long bytesWritten() {
        return bytesWritten.get();
    }

    /** What an earlier attempt had brought to disk. */
    long bytesFound() {
        return bytesFound;
    }

    /** Makes {@link #run} fail soon. */
    void cancel() {
        cancellation.request();
    }

    private void copyRanges(CopyJournal journal, int number) throws Exception {
        int done;
        // closing it waits: nobody writes any more to what is then removed
        try (ExecutorService pool = Executors.newFixedThreadPool(
                workers, Thread.ofPlatform().name("copy-", 0).factory())) {
            CountDownLatch working = new CountDownLatch(workers);
            for (int i = 0; i < workers; i++) {
                pool.execute(() -> {
                    try {
                        work();
                    } finally {
                        working.countDown();
                    }
                });
            }
            done = checkpoints(journal, working);
        }
        Exception failed = failure.get();
        if (failed != null) {
            throw failed;
        }
        cancellation.check();
        if (done + copied.size() != number) {
            throw new IllegalStateException(heading + ": a worker ended without a word");
        }
    }

    /**
     * Returns the number of ranges that were written down, once nobody works. Those that came last are not: the sync
     * that ends the copy follows at once.
     */
    private int checkpoints(CopyJournal journal, CountDownLatch working) throws Exception {
        try {
            int done = 0;
            while (!working.await(checkpointInterval.toMillis(), TimeUnit.MILLISECONDS)) {
                done += checkpoint(journal);
            }
            return done;
        } catch (IOException | InterruptedException | RuntimeException e) {
            failure.compareAndSet(null, e);
            cancellation.request();
            throw e;
        }
    }

    private void work() {
        try {
            ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK);
            ByteBuffer present = delta ? ByteBuffer.allocateDirect(CHUNK) : null;
            for (CopyRange range = open.poll(); range != null && failure.get() == null; range = open.poll()) {
                copy(range, chunk, present);
                copied.add(range);
            }
        } catch (Exception e) {
            failure.compareAndSet(null, e);
        }
    }

    private int checkpoint(CopyJournal journal) throws IOException {
        List<CopyRange> done = new ArrayList<>();
        for (CopyRange range = copied.poll(); range != null; range = copied.poll()) {
            done.add(range);
        }
        if (!done.isEmpty()) {
            sync();
            journal.add(done);
        }
        return done.size();
    }

    /** @param present for what is there; null when that is nothing but zeros */
    private void copy(CopyRange range, ByteBuffer chunk, @Nullable ByteBuffer present) throws IOException {
        FileContent content = reader.open(range.entry());
        try (RandomAccessFile file = new RandomAccessFile(range.target().toFile(), "rw")) {
            if (range.first()) {
                Files.setPosixFilePermissions(
                        range.target(), permissions(range.entry().mode()));
            }
            if (file.length() != range.entry().size()) {
                file.setLength(range.entry().size());
            }
            // WAL is written to in place, which must not fail for want of space
            boolean sparse = !range.entry().path().startsWith("wal/");
            FileChannel channel = file.getChannel();
            for (long at = range.from(); at < range.to(); ) {
                cancellation.check();
                chunk.clear().limit((int) Math.min(CHUNK, range.to() - at));
                int length = content.read(at, chunk);
                if (length <= 0) {
                    throw new IOException("the backup of " + range.entry().path() + " ends at " + at);
                }
                chunk.flip();
                if (present != null) {
                    PageWriter.readAll(channel, present, length, at);
                }
                bytesWritten.addAndGet(
                        sparse
                                ? PageWriter.write(channel, chunk, present, at)
                                : PageWriter.writeAll(channel, chunk, at));
                at += length;
                bytesDone.addAndGet(length);
            }
        }
    }

    /** All else is on disk by now. */
    private void copyControl() throws IOException {
        Path path = plan.control().path();
        ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK);
        for (CopyRange range : CopyRange.of(plan.control().entry(), path)) {
            copy(range, chunk, null);
        }
        Durable.sync(path);
        Durable.sync(path.resolveSibling(""));
    }

    private void makeDirectories() throws IOException {
        for (Map.Entry<Path, Integer> directory : plan.directories().entrySet()) {
            Files.createDirectories(directory.getKey());
            Files.setPosixFilePermissions(directory.getKey(), permissions(directory.getValue()));
        }
        for (CopyPlan.Target file : plan.files()) {
            // those above configuration files, which a backup does not list
            if (file.entry().path().startsWith("externals/")
                    || file.entry().path().startsWith("wal/")) {
                Files.createDirectories(file.path().resolveSibling(""));
            }
        }
    }

    private void makeLinks() throws IOException {
        for (Map.Entry<Path, String> link : plan.links().entrySet()) {
            if (!Files.exists(link.getKey(), LinkOption.NOFOLLOW_LINKS)) {
                Files.createSymbolicLink(link.getKey(), Path.of(link.getValue()));
            }
        }
        CopyPlan.Target map = plan.tablespaceMap();
        if (map != null) {
            ByteBuffer content =
                    ByteBuffer.allocateDirect(Math.toIntExact(map.entry().size()));
            reader.open(map.entry()).read(0, content);
            String relocated = TablespaceMap.relocate(
                    StandardCharsets.UTF_8.decode(content.flip()).toString(), plan.tablespaces());
            Files.writeString(map.path(), relocated);
            Files.setPosixFilePermissions(map.path(), permissions(map.entry().mode()));
        }
    }

    private List<Path> includable() {
        List<Path> files = new ArrayList<>(plan.externals());
        files.addAll(plan.configurationInData());
        files.removeIf(file -> file.equals(plan.main())
                || file.getFileName().toString().equals("postgresql.auto.conf")
                || !file.getFileName().toString().endsWith(".conf"));
        return files;
    }

    /** Every file system that something was copied to, once. */
    private void sync() throws IOException {
        Set<Object> synced = new HashSet<>();
        List<Path> roots = new ArrayList<>(plan.tablespaces().values());
        roots.add(plan.dataDirectory());
        plan.externals().forEach(file -> roots.add(file.resolveSibling("")));
        for (Path root : roots) {
            if (synced.add(Objects.requireNonNull(Files.getAttribute(root, "unix:dev")))) {
                Durable.syncFileSystem(root);
            }
        }
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        StringBuilder text = new StringBuilder("rwxrwxrwx");
        for (int bit = 0; bit < text.length(); bit++) {
            if ((mode >> (text.length() - 1 - bit) & 1) == 0) {
                text.setCharAt(bit, '-');
            }
        }
        return PosixFilePermissions.fromString(text.toString());
    }
}
