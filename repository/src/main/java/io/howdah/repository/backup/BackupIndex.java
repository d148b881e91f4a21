package io.howdah.repository.backup;

import io.howdah.repository.RepositoryException;
import io.howdah.repository.manifest.BlockSource;
import io.howdah.repository.manifest.Extents;
import io.howdah.repository.manifest.Manifest;
import io.howdah.repository.manifest.ManifestRow;
import io.howdah.repository.manifest.ManifestWriter;
import io.howdah.repository.manifest.Overlay;
import io.howdah.repository.stream.BackupStop;
import io.howdah.repository.stream.FileAnnouncement;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What all streams of one backup have told so far, on its way into the manifest. Thread-safe. */
final class BackupIndex {

    private final String backupId;
    private final ManifestWriter manifest;
    private final @Nullable Manifest parent;
    private final Set<String> paths = new HashSet<>();
    private final List<ManifestRow> rows = new ArrayList<>();
    private long databaseBytes;
    private long corruptPages;
    private int pageSize;
    private @Nullable BackupStop stop;
    private @Nullable SourceInfo source;

    BackupIndex(String backupId, ManifestWriter manifest, @Nullable Manifest parent) {
        this.backupId = backupId;
        this.manifest = manifest;
        this.parent = parent;
    }

    /** The index of a blocks file of this backup among the manifest's sources. */
    int source(int stream) {
        return manifest.source(new BlockSource(backupId, stream));
    }

    /** All streams, and the parent, count in the same pages. */
    synchronized void pageSize(int size) {
        int expected = pageSize != 0 ? pageSize : parent != null ? parent.pageSize() : size;
        if (size != expected) {
            throw invalid("pages of " + size + " bytes where others have " + expected);
        }
        pageSize = size;
    }

    synchronized void addPath(String path) {
        if (!paths.add(path)) {
            throw invalid(path + " is announced twice");
        }
    }

    synchronized void stop(BackupStop item) {
        stop = item;
    }

    synchronized void source(SourceInfo info) {
        source = info;
    }

    /** A file, directory or link that is complete. */
    void add(FileAnnouncement file, long size, List<Long> corrupt, Extents extents) throws IOException {
        ManifestRow row = new ManifestRow(
                file.path(),
                file.kind(),
                file.mode(),
                size,
                file.modified().toEpochMilli(),
                file.segment(),
                0,
                0,
                file.target(),
                corrupt);
        int unit = row.unit(pageSize());
        long end = (size + unit - 1) / unit;
        Extents all = file.incremental() ? overParent(file.path(), unit, end, extents) : extents;
        ManifestRow placed = manifest.section(row, Overlay.clip(all, unit, end));
        synchronized (this) {
            rows.add(placed);
            corruptPages += corrupt.size();
            boolean database = file.path().startsWith("data/") || file.path().startsWith("tablespaces/");
            databaseBytes += database ? size : 0;
        }
    }

    private Extents overParent(String path, int unit, long end, Extents changed) {
        Manifest below = parent;
        ManifestRow row = below == null ? null : below.find(path);
        if (below == null || row == null || row.unit(below.pageSize()) != unit) {
            throw invalid(path + " is incremental but the parent has no such file");
        }
        return Overlay.over(
                changed,
                below.extents(row),
                index -> manifest.source(below.sources().get(index)),
                unit,
                end);
    }

    synchronized ManifestWriter.Finished finish() throws IOException {
        rows.sort(Comparator.comparing(ManifestRow::path));
        return manifest.finish(rows, pageSize);
    }

    synchronized long databaseBytes() {
        return databaseBytes;
    }

    synchronized long corruptPages() {
        return corruptPages;
    }

    synchronized long files() {
        return rows.size();
    }

    synchronized @Nullable BackupStop stop() {
        return stop;
    }

    synchronized @Nullable SourceInfo source() {
        return source;
    }

    private synchronized int pageSize() {
        return pageSize;
    }

    static RepositoryException invalid(String what) {
        return new RepositoryException(
                RepositoryException.Code.STREAM_INVALID,
                "the backup stream contradicts itself: " + what,
                "take the backup again; report it when it happens twice");
    }
}
