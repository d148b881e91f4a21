package io.howdah.mover.transfer;

import io.howdah.mover.job.Cancellation;
import io.howdah.openapi.mover.model.DumpFile;
import io.howdah.openapi.mover.model.TransferSpec;
import io.howdah.openapi.problem.ProblemException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.springframework.http.HttpStatus;

/** Fetches the files of one dump, several at a time, the largest first. */
final class TransferRun {

    /** In the directory of the dump, or one below it; no name of ours is hidden, or leads elsewhere. */
    private static final Pattern PATH =
            Pattern.compile("(?:[A-Za-z0-9_][^/\\x00]{0,120}/)?[A-Za-z0-9_][^/\\x00]{0,120}");

    /** Told what it puts into the directory, before it does. */
    interface Journal {

        void claims(List<String> entries, boolean makesDirectory, long bytes);
    }

    private final String id;
    private final TransferSpec spec;
    private final TargetDirectory directory;
    private final List<String> claimed;
    private final DumpSource source;
    private final TransferProperties properties;
    private final Journal journal;
    private final AtomicLong bytesDone = new AtomicLong();
    private final AtomicLong bytesReceived = new AtomicLong();
    private final Cancellation cancellation;

    /** @param claimed what an earlier run was to put into the directory */
    TransferRun(
            String id,
            TransferSpec spec,
            TargetDirectory directory,
            List<String> claimed,
            DumpSource source,
            TransferProperties properties,
            Journal journal) {
        this.id = id;
        this.spec = spec;
        this.directory = directory;
        this.claimed = claimed;
        this.source = source;
        this.properties = properties;
        this.journal = journal;
        this.cancellation = new Cancellation("transfer " + id + " of " + spec.getDump());
    }

    long bytesDone() {
        return bytesDone.get();
    }

    long bytesReceived() {
        return bytesReceived.get();
    }

    void cancel() {
        cancellation.request();
    }

    void run() throws IOException, InterruptedException {
        List<DumpFile> files = files();
        List<String> entries = files.stream()
                .map(file -> file.getPath().split("/", 2)[0])
                .distinct()
                .toList();
        List<String> subdirectories = files.stream()
                .map(DumpFile::getPath)
                .filter(path -> path.contains("/"))
                .map(path -> path.split("/", 2)[0])
                .distinct()
                .toList();
        long bytes = files.stream().mapToLong(DumpFile::getBytes).sum();
        if (claimed.isEmpty()) {
            directory.requireUsable();
            journal.claims(entries, !directory.exists(), bytes);
        }
        directory.make(subdirectories);
        long present = 0;
        for (DumpFile file : files) {
            present += FileFetch.present(directory.path().resolve(file.getPath()));
        }
        bytesDone.set(present);
        directory.requireSpace(bytes - present);
        fetch(files);
        directory.sync(subdirectories);
    }

    private List<DumpFile> files() throws IOException, InterruptedException {
        for (int attempt = 1; ; attempt++) {
            try {
                List<DumpFile> files = source.files();
                files.forEach(TransferRun::requirePlain);
                return files;
            } catch (IOException e) {
                if (attempt >= properties.attempts()) {
                    throw e;
                }
                cancellation.pause(properties.pauseAfter(attempt));
            }
        }
    }

    private static void requirePlain(DumpFile file) {
        if (!PATH.matcher(file.getPath()).matches()) {
            throw new ProblemException(
                    HttpStatus.UNPROCESSABLE_CONTENT,
                    "TRANSFER_CORRUPT",
                    "a file of the dump is called " + file.getPath(),
                    "see what answers at the address of the mover that has the dump");
        }
    }

    private void fetch(List<DumpFile> files) throws IOException, InterruptedException {
        Queue<DumpFile> queue = new ConcurrentLinkedQueue<>(files);
        int workers = Math.min(properties.connections(), Math.max(1, files.size()));
        try (ExecutorService threads = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("transfer-" + id + "-", 0).factory())) {
            List<Future<Void>> pending = new ArrayList<>();
            for (int i = 0; i < workers; i++) {
                pending.add(threads.submit(() -> {
                    try {
                        for (DumpFile file = queue.poll(); file != null; file = queue.poll()) {
                            fetch(file);
                        }
                        return null;
                    } finally {
                        // The first that fails ends the others with the file that they are at.
                        queue.clear();
                    }
                }));
            }
            for (Future<Void> one : pending) {
                one.get();
            }
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case IOException io -> throw io;
                case RuntimeException runtime -> throw runtime;
                case InterruptedException interrupted -> throw interrupted;
                case null, default -> throw new IllegalStateException(e);
            }
        }
    }

    private void fetch(DumpFile file) throws IOException, InterruptedException {
        new FileFetch(file, directory.path().resolve(file.getPath()), source, properties, cancellation, this::received)
                .fetch();
    }

    private void received(long bytes) {
        bytesDone.addAndGet(bytes);
        if (bytes > 0) {
            bytesReceived.addAndGet(bytes);
        }
    }
}
