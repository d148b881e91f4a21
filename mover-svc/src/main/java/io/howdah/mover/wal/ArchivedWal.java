package io.howdah.mover.wal;

import io.howdah.openapi.mover.model.ArchivedWalRange;
import io.howdah.openapi.mover.model.RepositoryTimeline;
import io.howdah.openapi.mover.model.RepositoryWal;
import io.howdah.openapi.mover.model.TimelineAncestor;
import io.howdah.repository.Repository;
import io.howdah.repository.RepositoryException;
import io.howdah.repository.wal.Lsn;
import io.howdah.repository.wal.WalArchive;
import io.howdah.repository.wal.WalRange;
import io.howdah.repository.wal.WalSegment;
import io.howdah.repository.wal.WrittenWal;
import java.io.IOException;
import java.io.InputStream;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What the repository has of a cluster's WAL, in positions and times. */
@Component
class ArchivedWal {

    private final Repository repository;
    private final LastCommit lastCommit;

    ArchivedWal(Repository repository, LastCommit lastCommit) {
        this.repository = repository;
        this.lastCommit = lastCommit;
    }

    RepositoryWal of(String cluster) throws IOException, InterruptedException {
        var archive = repository.wal(cluster);
        List<RepositoryTimeline> timelines = new ArrayList<>();
        if (archive.isPresent()) {
            for (int timeline : archive.get().timelines()) {
                timelines.add(timeline(cluster, archive.get(), timeline));
            }
        }
        // one whose first segment is just being stored
        timelines.removeIf(timeline -> timeline.getRanges().isEmpty());
        return new RepositoryWal(timelines)
                .segmentBytes(archive.map(known -> (long) known.segmentSize()).orElse(null));
    }

    private RepositoryTimeline timeline(String cluster, WalArchive archive, int timeline)
            throws IOException, InterruptedException {
        List<WalRange> ranges = new ArrayList<>(archive.ranges(timeline));
        for (WalSegment segment : archive.partialSegments(timeline)) {
            add(ranges, archive, segment);
        }
        List<TimelineAncestor> ancestors = archive.history(timeline).stream()
                .flatMap(history -> history.ancestors().stream())
                .map(ancestor ->
                        new TimelineAncestor(Integer.toUnsignedLong(ancestor.timeline()), Lsn.format(ancestor.end())))
                .toList();
        List<ArchivedWalRange> shown = new ArrayList<>();
        for (WalRange range : ranges) {
            shown.add(shown(range, lastCommit.in(cluster, archive, range)));
        }
        return new RepositoryTimeline(Integer.toUnsignedLong(timeline), shown, ancestors);
    }

    /** A whole segment may have come since the partial ones were listed; then there is none to open any more. */
    private static void add(List<WalRange> ranges, WalArchive archive, WalSegment segment) throws IOException {
        long start = segment.startLsn(archive.segmentSize());
        try (InputStream content = archive.open(segment)) {
            long end = start + WrittenWal.bytes(content, start);
            WalRange last = ranges.isEmpty() ? null : ranges.getLast();
            if (last != null && last.to() == start) {
                ranges.set(ranges.size() - 1, new WalRange(segment.timeline(), last.from(), end));
            } else if (last == null || Long.compareUnsigned(last.to(), start) < 0) {
                ranges.add(new WalRange(segment.timeline(), start, end));
            }
        } catch (RepositoryException e) {
            if (e.code() != RepositoryException.Code.WAL_NOT_FOUND) {
                throw e;
            }
        }
    }

    private static ArchivedWalRange shown(WalRange range, LastCommit.@Nullable Transaction last) {
        ArchivedWalRange shown = new ArchivedWalRange(Lsn.format(range.from()), Lsn.format(range.to()));
        return last == null
                ? shown
                : shown.lastCommitAt(last.endedAt().atOffset(ZoneOffset.UTC)).lastCommitLsn(last.lsn());
    }
}
