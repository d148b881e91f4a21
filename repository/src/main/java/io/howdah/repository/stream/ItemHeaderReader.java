package io.howdah.repository.stream;

import io.howdah.repository.cbor.CborException;
import io.howdah.repository.cbor.CborReader;
import io.howdah.repository.pack.Algorithm;
import io.howdah.repository.pack.Compression;
import io.howdah.repository.pack.FrameCompressor;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decodes item headers. Keys may come in any order, keys of newer versions are passed over. What is missing or out of
 * range is a {@link CborException} or an IllegalArgumentException.
 */
final class ItemHeaderReader {

    private final CborReader in;
    private int seen;

    private ItemHeaderReader(CborReader in) {
        this.in = in;
    }

    /** @param payloadLength bytes that follow the header, checked against what the header says */
    static StreamItem read(int type, ByteBuffer header, int payloadLength) {
        CborReader in = new CborReader(header);
        StreamItem item = new ItemHeaderReader(in).item(type, payloadLength);
        if (!in.atEnd()) {
            throw new CborException("bytes after the header's map");
        }
        boolean hasPayload = item instanceof Pack || item instanceof SourceControl;
        if (!hasPayload && payloadLength != 0) {
            throw new CborException("payload where none belongs");
        }
        return item;
    }

    private StreamItem item(int type, int payloadLength) {
        return switch (type) {
            case ItemHeaderWriter.STREAM_HEADER -> header();
            case ItemHeaderWriter.FILE -> file();
            case ItemHeaderWriter.PACK -> pack(true, payloadLength);
            case ItemHeaderWriter.BLOCK -> pack(false, payloadLength);
            case ItemHeaderWriter.FILE_END -> fileEnd();
            case ItemHeaderWriter.STREAM_END -> streamEnd();
            case ItemHeaderWriter.STOP -> stop();
            case ItemHeaderWriter.CONTROL -> control();
            default -> throw new CborException("unknown item type " + type);
        };
    }

    /** The next key below 32, remembered as seen; passes over the others. 0 at the end of the map. */
    private int key(int[] left) {
        while (left[0]-- > 0) {
            long key = in.unsigned();
            if (key > 0 && key < 32) {
                if ((seen & 1 << key) != 0) {
                    throw new CborException("key " + key + " twice");
                }
                seen |= 1 << key;
                return (int) key;
            }
            in.skip();
        }
        return 0;
    }

    /** Fails unless keys 1 to {@code last} were there. */
    private void require(int last) {
        for (int key = 1; key <= last; key++) {
            if ((seen & 1 << key) == 0) {
                throw new CborException("key " + key + " is missing");
            }
        }
    }

    private StreamHeader header() {
        int version = 0;
        int worker = 0;
        int level = 0;
        int pageSize = 0;
        Algorithm algorithm = Algorithm.NONE;
        int[] left = {in.map()};
        for (int key = key(left); key != 0; key = key(left)) {
            switch (key) {
                case 1 -> version = in.unsignedInt();
                case 2 -> worker = in.unsignedInt();
                case 3 -> algorithm = Algorithm.of(in.unsigned());
                case 4 -> level = in.unsignedInt();
                case 5 -> pageSize = in.unsignedInt();
                default -> in.skip();
            }
        }
        require(5);
        if (version != StreamHeader.VERSION) {
            throw new CborException("stream format version " + version + " is not known, only " + StreamHeader.VERSION);
        }
        return new StreamHeader(version, worker, new Compression(algorithm, level), pageSize);
    }

    private FileAnnouncement file() {
        long number = 0;
        String path = "";
        FileKind kind = FileKind.OTHER;
        int mode = 0;
        long size = 0;
        long modified = 0;
        int segment = 0;
        boolean incremental = false;
        @Nullable String target = null;
        int[] left = {in.map()};
        for (int key = key(left); key != 0; key = key(left)) {
            switch (key) {
                case 1 -> number = in.unsigned();
                case 2 -> path = in.text();
                case 3 -> kind = FileKind.of(in.unsigned());
                case 4 -> mode = in.unsignedInt();
                case 5 -> size = in.unsigned();
                case 6 -> modified = in.integer();
                case 7 -> segment = in.unsignedInt();
                case 8 -> incremental = in.bool();
                case 9 -> target = in.text();
                default -> in.skip();
            }
        }
        require(6);
        return new FileAnnouncement(
                number, path, kind, mode, size, Instant.ofEpochMilli(modified), segment, incremental, target);
    }

    private Pack pack(boolean packed, int payloadLength) {
        List<PackExtent> extents = List.of();
        Algorithm algorithm = Algorithm.NONE;
        int rawLength = 0;
        int[] lengths = {};
        int[] crcs = {};
        int[] left = {in.map()};
        for (int key = key(left); key != 0; key = key(left)) {
            switch (key) {
                case 1 -> extents = extents();
                case 2 -> algorithm = Algorithm.of(in.unsigned());
                case 3 -> rawLength = in.unsignedInt();
                case 4 -> {
                    int frames = in.array();
                    lengths = new int[frames];
                    crcs = new int[frames];
                    for (int i = 0; i < frames; i++) {
                        expect(in.array(), 2);
                        lengths[i] = in.unsignedInt();
                        crcs[i] = in.unsigned32();
                    }
                }
                default -> in.skip();
            }
        }
        require(4);
        if (!packed) {
            expect(extents.size(), 1);
        }
        checkFrames(rawLength, lengths, payloadLength);
        return new Pack(packed, extents, algorithm, rawLength, lengths, crcs);
    }

    private List<PackExtent> extents() {
        int count = in.array();
        List<PackExtent> extents = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            expect(in.array(), 3);
            PackExtent extent = new PackExtent(in.unsigned(), in.unsigned(), in.unsigned());
            if (extent.count() == 0) {
                throw new CborException("an extent of nothing");
            }
            extents.add(extent);
        }
        return extents;
    }

    static void checkFrames(int rawLength, int[] lengths, int payloadLength) {
        if (rawLength == 0 || rawLength > Pack.LONGEST) {
            throw new CborException("raw length " + rawLength + " is not between 1 and " + Pack.LONGEST);
        }
        expect(lengths.length, (rawLength + FrameCompressor.FRAME_SIZE - 1) / FrameCompressor.FRAME_SIZE);
        long stored = 0;
        int raw = rawLength;
        for (int length : lengths) {
            if (length == 0 || length > Math.min(raw, FrameCompressor.FRAME_SIZE)) {
                throw new CborException("a frame of " + length + " bytes for less raw content");
            }
            raw -= FrameCompressor.FRAME_SIZE;
            stored += length;
        }
        if (stored != payloadLength) {
            throw new CborException("frames of " + stored + " bytes in a payload of " + payloadLength);
        }
    }

    private FileEnd fileEnd() {
        long number = 0;
        long size = 0;
        List<Long> corrupt = List.of();
        int[] left = {in.map()};
        for (int key = key(left); key != 0; key = key(left)) {
            switch (key) {
                case 1 -> number = in.unsigned();
                case 2 -> size = in.unsigned();
                case 3 -> {
                    int count = in.array();
                    corrupt = new ArrayList<>(count);
                    for (int i = 0; i < count; i++) {
                        corrupt.add(in.unsigned());
                    }
                }
                default -> in.skip();
            }
        }
        require(2);
        return new FileEnd(number, size, corrupt);
    }

    private StreamEnd streamEnd() {
        long files = 0;
        long rawBytes = 0;
        int[] left = {in.map()};
        for (int key = key(left); key != 0; key = key(left)) {
            switch (key) {
                case 1 -> files = in.unsigned();
                case 2 -> rawBytes = in.unsigned();
                default -> in.skip();
            }
        }
        require(2);
        return new StreamEnd(files, rawBytes);
    }

    private BackupStop stop() {
        String lsn = "";
        long timeline = 0;
        long millis = 0;
        int[] left = {in.map()};
        for (int key = key(left); key != 0; key = key(left)) {
            switch (key) {
                case 1 -> lsn = in.text();
                case 2 -> timeline = in.unsigned();
                case 3 -> millis = in.integer();
                default -> in.skip();
            }
        }
        require(3);
        return new BackupStop(lsn, timeline, Instant.ofEpochMilli(millis));
    }

    private SourceControl control() {
        in.skip();
        return new SourceControl("");
    }

    private static void expect(int actual, int expected) {
        if (actual != expected) {
            throw new CborException(actual + " elements instead of " + expected);
        }
    }
}
