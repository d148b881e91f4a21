package io.howdah.mount.worker;

import io.howdah.mount.fs.ArchivedWal;
import io.howdah.repository.RepositoryException;
import io.howdah.repository.wal.TimelineHistory;
import io.howdah.repository.wal.WalArchive;
import io.howdah.repository.wal.WalSegment;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A cluster's WAL in the repository. A segment that is archived in part is seen under its own name, with zeros behind:
 * recovery ends there as it would at the end of any WAL.
 */
final class RepositoryWal implements ArchivedWal {

    private static final String SEGMENT = "[0-9A-F]{24}";
    private static final String HISTORY = "[0-9A-F]{8}\\.history";

    private final WalArchive archive;

    RepositoryWal(WalArchive archive) {
        this.archive = archive;
    }

    @Override
    public List<String> names() {
        List<String> names = new ArrayList<>();
        archive.histories().forEach(timeline -> names.add(TimelineHistory.name(timeline)));
        for (int timeline : archive.timelines()) {
            archive.segments(timeline).forEach(segment -> names.add(segment.name(archive.segmentSize())));
            archive.partialSegments(timeline).forEach(segment -> names.add(segment.name(archive.segmentSize())));
        }
        return names;
    }

    @Override
    public OptionalLong size(String name) {
        if (name.matches(HISTORY)) {
            return history(name).map(content -> OptionalLong.of(content.length)).orElseGet(OptionalLong::empty);
        }
        return segment(name).filter(archive::has).isPresent()
                ? OptionalLong.of(archive.segmentSize())
                : OptionalLong.empty();
    }

    @Override
    public Optional<InputStream> open(String name) {
        return name.matches(HISTORY)
                ? history(name).map(ByteArrayInputStream::new)
                : segment(name).filter(archive::has).map(archive::open);
    }

    private Optional<byte[]> history(String name) {
        return archive.historyFile(TimelineHistory.timelineOf(name));
    }

    private Optional<WalSegment> segment(String name) {
        if (!name.matches(SEGMENT)) {
            return Optional.empty();
        }
        try {
            return Optional.of(WalSegment.parse(name, archive.segmentSize()));
        } catch (RepositoryException impossible) {
            // a number that segments of this size do not come to
            return Optional.empty();
        }
    }
}
