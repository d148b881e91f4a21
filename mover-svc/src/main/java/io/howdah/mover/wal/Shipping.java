package io.howdah.mover.wal;

import io.howdah.repository.wal.TimelineHistory;
import io.howdah.repository.wal.WalWriter;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Brings received segments into the repository and only then removes them: a crash at any moment leaves a segment in
 * one of both places at least, and to archive it once more is harmless.
 */
final class Shipping {

    private static final int BUFFER = 1 << 17;

    private final Staging staging;
    private final Set<Path> shippedHistories = new HashSet<>();
    private Shipped newest = new Shipped(Path.of(""), 0);
    private volatile long receivedLsn;
    private volatile long archivedLsn;

    /** How much of a file that is still here is archived. */
    private record Shipped(Path path, long end) {}

    Shipping(Staging staging) {
        this.staging = staging;
    }

    /** The end of what was received; 0 until it is known. */
    long receivedLsn() {
        return receivedLsn;
    }

    /** The end of what is in the repository; 0 until it is known. */
    long archivedLsn() {
        return archivedLsn;
    }

    /** Archives what has come since the last time. */
    synchronized void ship(WalWriter archive) throws IOException {
        ship(archive, true);
    }

    /** Archives everything and leaves nothing: pg_receivewal, which must not run now, begins where the server says. */
    synchronized void clear(WalWriter archive) throws IOException {
        ship(archive, false);
    }

    private void ship(WalWriter archive, boolean keepNewest) throws IOException {
        for (Path history : staging.histories()) {
            if (!shippedHistories.contains(history)) {
                archive.putHistory(
                        TimelineHistory.timelineOf(history.getFileName().toString()), Files.readAllBytes(history));
                shippedHistories.add(history);
            }
        }
        int segmentSize = archive.archive().segmentSize();
        List<StagedFile> files = staging.files(segmentSize);
        if (!files.isEmpty()) {
            receivedLsn = Staging.end(files.getLast(), segmentSize);
        }
        for (StagedFile file : files) {
            try {
                ship(archive, file, segmentSize);
            } catch (NoSuchFileException completed) {
                // pg_receivewal has just renamed it: the next time it is a whole segment
                return;
            }
            if (!keepNewest || file != files.getLast()) {
                Files.deleteIfExists(file.path());
            }
        }
    }

    private void ship(WalWriter archive, StagedFile file, int segmentSize) throws IOException {
        long start = file.segment().startLsn(segmentSize);
        long end = Staging.end(file, segmentSize);
        if (end == start || newest.equals(new Shipped(file.path(), end))) {
            return;
        }
        try (InputStream content = new BufferedInputStream(Files.newInputStream(file.path()), BUFFER)) {
            if (file.partial()) {
                archive.putPartial(file.segment(), new SegmentPrefix(content, end - start, segmentSize));
            } else {
                archive.put(file.segment(), content);
            }
        }
        newest = new Shipped(file.path(), end);
        archivedLsn = end;
    }
}
