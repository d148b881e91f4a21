package io.howdah.repository.read;

import io.howdah.repository.manifest.Extents;
import io.howdah.repository.pack.FrameCompressor;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The content of one file. Thread-safe; parallel reads do not wait for each other. Needs no closing. */
public final class FileContent {

    private static final int FRAME = FrameCompressor.FRAME_SIZE;
    private static final byte[] ZEROS = new byte[8192];

    private final BackupReader backup;
    private final FileEntry entry;
    private final int unit;
    private final Readahead readahead = new Readahead();

    FileContent(BackupReader backup, FileEntry entry, int unit) {
        this.backup = backup;
        this.entry = entry;
        this.unit = unit;
    }

    public long size() {
        return entry.size();
    }

    /**
     * Fills the buffer from an offset. Holes are zeros. Direct buffers are the fast way: whole frames are decompressed
     * straight into them.
     *
     * @return bytes read: short only at the end of the file, 0 at or beyond it
     * @throws io.howdah.repository.RepositoryException BLOCK_CORRUPT naming backup, blocks file and offset;
     *     MANIFEST_CORRUPT; STORAGE_FAILED
     */
    public int read(long offset, ByteBuffer target) {
        if (offset < 0) {
            throw new IllegalArgumentException("offset " + offset + " is negative");
        }
        int length = Math.clamp(entry.size() - offset, 0, target.remaining());
        if (length == 0) {
            return 0;
        }
        BlockCache cache = backup.cache();
        boolean alone;
        cache.enter();
        try (Reading reading = new Reading(backup.extents(entry.index()), target)) {
            reading.range(offset, offset + length);
        } finally {
            alone = cache.leave();
        }
        long ahead = readahead.next(offset, offset + length, entry.size());
        if (alone && ahead > 0) {
            cache.prefetcher().submit(() -> prefetch(offset + length, ahead));
        }
        return length;
    }

    private void prefetch(long from, long to) {
        if (readahead.passed(to)) {
            return;
        }
        try (Reading reading = new Reading(backup.extents(entry.index()), null)) {
            reading.range(from, to);
        }
    }

    /** One walk over a range, copying it, or only loading it into the cache. Lazily takes a context. */
    private final class Reading implements AutoCloseable {

        private final Extents extents;
        private final @Nullable ByteBuffer target;
        private @Nullable ReadContext context;

        Reading(Extents extents, @Nullable ByteBuffer target) {
            this.extents = extents;
            this.target = target;
        }

        void range(long from, long to) {
            int i = extents.floor(from / unit);
            long at = from;
            while (at < to) {
                long end = i < 0 ? 0 : extents.end(i) * unit;
                if (at < end) {
                    int length = (int) (Math.min(end, to) - at);
                    run(i, extents.rawOffset(i) + (int) (at - extents.first(i) * unit), length);
                    at += length;
                } else {
                    i++;
                    long next = i < extents.count() ? Math.min(extents.first(i) * unit, to) : to;
                    zeros(next - at);
                    at = next;
                }
            }
        }

        private void zeros(long length) {
            ByteBuffer out = target;
            for (long left = out == null ? 0 : length; left > 0 && out != null; left -= ZEROS.length) {
                out.put(ZEROS, 0, (int) Math.min(left, ZEROS.length));
            }
        }

        /** A range of a pack's raw content. */
        private void run(int extent, int rawFrom, int length) {
            PackSource source = backup.source(extents.source(extent));
            int rawTo = rawFrom + length;
            int last = (rawTo - 1) / FRAME;
            boolean many = last > rawFrom / FRAME;
            for (int frame = rawFrom / FRAME; frame <= last; frame++) {
                int from = Math.max(rawFrom - frame * FRAME, 0);
                int to = Math.min(rawTo - frame * FRAME, FRAME);
                frame(source, extent, frame, from, to - from, many);
            }
        }

        private void frame(PackSource source, int extent, int frame, int from, int length, boolean many) {
            FrameKey key = new FrameKey(source.number(), extents.item(extent), frame);
            FrameLoader loader = into -> pack(source, extent, frame, many).decompress(frame, into, 0);
            ByteBuffer out = target;
            BlockCache cache = backup.cache();
            if (out == null) {
                cache.prefetch(key, loader);
            } else if (length < FRAME || !out.isDirect()) {
                cache.read(key, from, length, out, loader);
            } else if (!cache.readIfPresent(key, from, length, out)) {
                pack(source, extent, frame, many).decompress(frame, out, out.position());
                out.position(out.position() + length);
            }
        }

        private ReadContext pack(PackSource source, int extent, int frame, boolean many) {
            ReadContext present = context;
            if (present == null) {
                present = backup.cache().contexts().take();
                context = present;
            }
            int frames = present.open(source, extents.item(extent), extents.itemLength(extent), many)
                    .frameLengths()
                    .length;
            if (frame >= frames) {
                throw source.corrupt(extents.item(extent), "it has " + frames + " frames only", null);
            }
            return present;
        }

        @Override
        public void close() {
            if (context != null) {
                backup.cache().contexts().give(context);
            }
        }
    }
}
