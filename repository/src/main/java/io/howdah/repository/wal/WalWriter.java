package io.howdah.repository.wal;

import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdOutputStream;
import io.howdah.repository.RepositoryException;
import io.howdah.repository.backup.ClusterInfo;
import io.howdah.repository.storage.Lock;
import io.howdah.repository.storage.ObjectWriter;
import io.howdah.repository.storage.Storage;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Archives the WAL of a cluster, of which there is one writer at a time. Thread-safe. What a method has archived is on
 * disk when it returns; a crash leaves an object as it was before, or whole.
 */
public final class WalWriter implements AutoCloseable {

    /** Whether a segment had to be stored. */
    public enum Outcome {
        ARCHIVED,
        /** The same content was there. */
        PRESENT
    }

    private static final Logger LOG = LoggerFactory.getLogger(WalWriter.class);
    private static final int LEVEL = 1;
    private static final int BUFFER = 1 << 17;

    private final Storage storage;
    private final ClusterInfo cluster;
    private final WalFiles files;
    private final WalArchive archive;
    private final Lock lock;

    private WalWriter(Storage storage, ClusterInfo cluster, Lock lock) {
        this.storage = storage;
        this.cluster = cluster;
        this.files = WalFiles.of(cluster.name(), cluster.walSegmentSize());
        this.archive = new WalArchive(storage, cluster.name(), cluster.walSegmentSize());
        this.lock = lock;
    }

    /** @throws RepositoryException WAL_ARCHIVER_RUNNING */
    public static WalWriter open(Storage storage, ClusterInfo cluster) throws IOException {
        WalFiles files = WalFiles.of(cluster.name(), cluster.walSegmentSize());
        Lock lock = storage.tryLock(files.lock(), false);
        if (lock == null) {
            throw running(files.directory());
        }
        return new WalWriter(storage, cluster, lock);
    }

    static RepositoryException running(String directory) {
        return new RepositoryException(
                RepositoryException.Code.WAL_ARCHIVER_RUNNING,
                "another process archives WAL into " + directory,
                "let one mover-svc archive the WAL of a cluster");
    }

    public WalArchive archive() {
        return archive;
    }

    /**
     * Archives a whole segment, and forgets what was archived of it in part.
     *
     * @param content as long as a segment; read to its end
     * @throws RepositoryException WAL_MISMATCH when it is not what its name says, WAL_DIFFERS
     */
    public synchronized Outcome put(WalSegment segment, InputStream content) {
        String name = segment.name(cluster.walSegmentSize());
        try {
            byte[] start = start(segment, content);
            Optional<InputStream> present = archive.openWhole(segment);
            if (present.isPresent()) {
                try (InputStream before = present.get()) {
                    return compare(name, before, start, content);
                } catch (ZstdIOException damaged) {
                    throw new RepositoryException(
                            RepositoryException.Code.WAL_CORRUPT,
                            "WAL segment " + name + " of cluster " + cluster.name() + " is archived but damaged: "
                                    + damaged.getMessage(),
                            "remove " + files.segment(segment) + " from the repository and archive it again",
                            damaged);
                }
            }
            store(files.segment(segment), name, start, content);
            storage.delete(files.partial(segment));
            return Outcome.ARCHIVED;
        } catch (IOException e) {
            throw RepositoryException.storage("cannot archive WAL segment " + name, e);
        }
    }

    /**
     * Archives a segment as far as it is written, in the place of what was archived of it before. Does nothing when the
     * whole one is there.
     *
     * @param content as long as a segment, zeros behind what is written
     */
    public synchronized void putPartial(WalSegment segment, InputStream content) {
        String name = segment.name(cluster.walSegmentSize());
        try {
            if (!storage.exists(files.segment(segment))) {
                store(files.partial(segment), name, start(segment, content), content);
            }
        } catch (IOException e) {
            throw RepositoryException.storage("cannot archive WAL segment " + name + " in part", e);
        }
    }

    /** @throws RepositoryException WAL_DIFFERS, WAL_CORRUPT when it is no history */
    public synchronized Outcome putHistory(int timeline, byte[] content) {
        TimelineHistory.parse(timeline, content);
        Optional<byte[]> present = archive.historyFile(timeline);
        if (present.isPresent()) {
            if (!Arrays.equals(present.get(), content)) {
                throw differs(TimelineHistory.name(timeline));
            }
            return Outcome.PRESENT;
        }
        try {
            storage.put(files.history(timeline), content);
            return Outcome.ARCHIVED;
        } catch (IOException e) {
            throw RepositoryException.storage("cannot archive the history of timeline " + timeline, e);
        }
    }

    private byte[] start(WalSegment segment, InputStream content) throws IOException {
        byte[] start = content.readNBytes(BUFFER);
        SegmentHeader.require(ByteBuffer.wrap(start), segment, cluster);
        return start;
    }

    private void store(String path, String name, byte[] start, InputStream content) throws IOException {
        try (ObjectWriter object = storage.replace(path)) {
            ZstdOutputStream compressed = new ZstdOutputStream(new ObjectOutput(object), LEVEL).setChecksum(true);
            try (compressed) {
                compressed.write(start);
                requireLength(name, start.length + content.transferTo(compressed));
            }
            object.finish();
        }
    }

    private void requireLength(String name, long length) {
        if (length != cluster.walSegmentSize()) {
            throw new RepositoryException(
                    RepositoryException.Code.WAL_MISMATCH,
                    "the file for " + name + " has " + length + " bytes instead of " + cluster.walSegmentSize(),
                    "send the segment whole");
        }
    }

    private Outcome compare(String name, InputStream before, byte[] start, InputStream content) throws IOException {
        boolean same = Arrays.equals(before.readNBytes(start.length), start);
        long length = start.length;
        while (same) {
            byte[] next = content.readNBytes(BUFFER);
            length += next.length;
            same = Arrays.equals(before.readNBytes(Math.max(1, next.length)), next);
            if (next.length < BUFFER) {
                break;
            }
        }
        if (!same) {
            throw differs(name);
        }
        requireLength(name, length);
        LOG.debug("WAL segment {} of cluster {} is archived already", name, cluster.name());
        return Outcome.PRESENT;
    }

    private RepositoryException differs(String name) {
        return new RepositoryException(
                RepositoryException.Code.WAL_DIFFERS,
                name + " of cluster " + cluster.name() + " is archived already, with another content",
                "two servers may archive under one name: see that each cluster has a name of its own");
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }

    private static final class ObjectOutput extends OutputStream {

        private final ObjectWriter object;

        ObjectOutput(ObjectWriter object) {
            this.object = object;
        }

        @Override
        public void write(int b) throws IOException {
            object.write(ByteBuffer.wrap(new byte[] {(byte) b}));
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            object.write(ByteBuffer.wrap(bytes, offset, length));
        }
    }
}
