package io.howdah.repository.wal;

import com.github.luben.zstd.ZstdInputStream;
import io.howdah.repository.RepositoryException;
import io.howdah.repository.storage.ObjectReader;
import io.howdah.repository.storage.Storage;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/** The archived WAL of a cluster, for those who read it. Thread-safe; looks each time anew. */
public final class WalArchive {

    private static final int LONGEST_HISTORY = 1 << 20;

    private final Storage storage;
    private final WalFiles files;

    /** @param segmentSize bytes in a segment of the cluster */
    public WalArchive(Storage storage, String cluster, int segmentSize) {
        this.storage = storage;
        this.files = WalFiles.of(cluster, segmentSize);
    }

    public int segmentSize() {
        return files.segmentSize();
    }

    /** The timelines of which there are segments, lowest first. */
    public List<Integer> timelines() {
        return list(files.directory()).stream()
                .filter(name -> name.matches("[0-9A-F]{8}/"))
                .map(name -> Integer.parseUnsignedInt(name.substring(0, 8), 16))
                .toList();
    }

    /** The whole segments of a timeline, in order. */
    public NavigableSet<WalSegment> segments(int timeline) {
        return named(timeline, false);
    }

    /** The segments of a timeline that are archived as far as they were written, in order. */
    public NavigableSet<WalSegment> partialSegments(int timeline) {
        return named(timeline, true);
    }

    private NavigableSet<WalSegment> named(int timeline, boolean partial) {
        NavigableSet<WalSegment> found = new TreeSet<>();
        for (String name : list(files.timeline(timeline))) {
            if (partial ? WalFiles.isPartial(name) : WalFiles.isSegment(name)) {
                found.add(files.parse(name));
            }
        }
        return found;
    }

    /** What is archived of a timeline, in order; a partial segment counts with what is before it, not by itself. */
    public List<WalRange> ranges(int timeline) {
        List<WalRange> ranges = new ArrayList<>();
        for (WalSegment segment : segments(timeline)) {
            long start = segment.startLsn(segmentSize());
            WalRange last = ranges.isEmpty() ? null : ranges.getLast();
            if (last != null && last.to() == start) {
                ranges.set(ranges.size() - 1, new WalRange(timeline, last.from(), start + segmentSize()));
            } else {
                ranges.add(new WalRange(timeline, start, start + segmentSize()));
            }
        }
        return List.copyOf(ranges);
    }

    /** Whether anything of a segment is archived, so that it can be opened. */
    public boolean has(WalSegment segment) {
        // A partial one gives way to the whole one, so that is looked for last.
        return exists(files.partial(segment)) || exists(files.segment(segment));
    }

    private boolean exists(String path) {
        try {
            return storage.exists(path);
        } catch (IOException e) {
            throw RepositoryException.storage("cannot look for " + path, e);
        }
    }

    /** The timelines whose history files are archived, lowest first. */
    public List<Integer> histories() {
        return list(files.directory()).stream()
                .filter(name -> name.matches("[0-9A-F]{8}\\.history"))
                .map(TimelineHistory::timelineOf)
                .toList();
    }

    /** @return empty when none is archived; timeline 1 has none */
    public Optional<TimelineHistory> history(int timeline) {
        return historyFile(timeline).map(content -> TimelineHistory.parse(timeline, content));
    }

    /** The content of a history file, byte for byte. */
    public Optional<byte[]> historyFile(int timeline) {
        try (ObjectReader reader = storage.open(files.history(timeline))) {
            byte[] content = new byte[(int) Math.min(reader.size(), LONGEST_HISTORY)];
            int length = reader.read(0, ByteBuffer.wrap(content));
            return Optional.of(length == content.length ? content : java.util.Arrays.copyOf(content, length));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw RepositoryException.storage("cannot read the history of timeline " + timeline, e);
        }
    }

    /**
     * Opens a segment: the whole one, or else what is archived of it so far, with zeros behind. Its length is the
     * segment size. Reading fails with an IOException where it is damaged.
     *
     * @throws RepositoryException WAL_NOT_FOUND
     */
    public InputStream open(WalSegment segment) {
        return find(files.segment(segment))
                .or(() -> find(files.partial(segment)))
                // the whole one may have come, and the partial one gone, since it was looked for
                .or(() -> find(files.segment(segment)))
                .orElseThrow(() -> new RepositoryException(
                        RepositoryException.Code.WAL_NOT_FOUND,
                        "WAL segment " + segment.name(segmentSize()) + " is not archived",
                        "see the gaps of the cluster's recovery window"));
    }

    /** The whole segment, when it is archived. */
    Optional<InputStream> openWhole(WalSegment segment) {
        return find(files.segment(segment));
    }

    private Optional<InputStream> find(String path) {
        try {
            ObjectReader reader = storage.open(path);
            return Optional.of(new ZstdInputStream(new BufferedInputStream(new ObjectInput(reader), 1 << 16)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw RepositoryException.storage("cannot read " + path, e);
        }
    }

    private List<String> list(String path) {
        try {
            return storage.list(path);
        } catch (IOException e) {
            throw RepositoryException.storage("cannot list " + path, e);
        }
    }

    /** An object from its beginning to its end. */
    private static final class ObjectInput extends InputStream {

        private final ObjectReader reader;
        private long at;

        ObjectInput(ObjectReader reader) {
            this.reader = reader;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int count = reader.read(at, ByteBuffer.wrap(target, offset, length));
            at += count;
            return count == 0 && length > 0 ? -1 : count;
        }

        @Override
        public void close() throws IOException {
            reader.close();
        }
    }
}
