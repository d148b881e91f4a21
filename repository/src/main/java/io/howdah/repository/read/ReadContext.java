package io.howdah.repository.read;

import io.howdah.repository.cbor.CborException;
import io.howdah.repository.pack.FrameCompressor;
import io.howdah.repository.pack.FrameDecompressor;
import io.howdah.repository.pack.FrameException;
import io.howdah.repository.stream.StoredPack;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What one thread needs to read packs: room for stored bytes and a decompressor. Holds the pack it read last. Not
 * thread-safe.
 */
final class ReadContext implements AutoCloseable {

    private static final int USUAL_ITEM = 192 * 1024;
    /** Enough for the header of a usual pack; a frame then takes a read of its own. */
    private static final int HEADER_GUESS = 512;

    private final ByteBuffer usual = ByteBuffer.allocateDirect(USUAL_ITEM);
    private final ByteBuffer single = ByteBuffer.allocateDirect(FrameCompressor.FRAME_SIZE);
    private final FrameDecompressor decompressor = new FrameDecompressor();
    private final ReadStatistics statistics;
    private @Nullable PackSource source;
    private @Nullable StoredPack pack;
    private long item = -1;
    private ByteBuffer stored = usual;

    ReadContext(ReadStatistics statistics) {
        this.statistics = statistics;
    }

    /**
     * Reads the pack's header, and all of it when more than one frame will be needed.
     *
     * @throws io.howdah.repository.RepositoryException BLOCK_CORRUPT
     */
    StoredPack open(PackSource from, long itemOffset, int itemLength, boolean whole) {
        StoredPack present = pack;
        if (present != null && source == from && item == itemOffset) {
            return present;
        }
        leave();
        boolean once = whole && itemLength <= USUAL_ITEM;
        StoredPack read = read(from, itemOffset, itemLength, once ? itemLength : Math.min(HEADER_GUESS, itemLength));
        source = from;
        item = itemOffset;
        pack = read;
        return read;
    }

    private StoredPack read(PackSource from, long itemOffset, int itemLength, int length) {
        stored = length <= USUAL_ITEM ? usual : ByteBuffer.allocateDirect(length);
        stored.clear().limit(length);
        try {
            if (from.reader().read(itemOffset, stored) < length) {
                throw from.corrupt(itemOffset, "the file ends within it", null);
            }
        } catch (IOException e) {
            throw from.failed(itemOffset, e);
        }
        try {
            return StoredPack.parse(stored.flip(), itemLength);
        } catch (CborException | IllegalArgumentException e) {
            if (length < itemLength) {
                return read(from, itemOffset, itemLength, itemLength); // an unusually long header
            }
            throw from.corrupt(itemOffset, String.valueOf(e.getMessage()), e);
        }
    }

    /** Decompresses one frame of the open pack into a direct buffer, once its CRC-32C is checked. */
    void decompress(int frame, ByteBuffer target, int to) {
        PackSource from = source;
        StoredPack open = pack;
        if (from == null || open == null) {
            throw new IllegalStateException("no pack is open");
        }
        int position = open.payloadOffset();
        for (int i = 0; i < frame; i++) {
            position += open.frameLengths()[i];
        }
        int length = open.frameLengths()[frame];
        ByteBuffer bytes = stored;
        int at = position;
        if (position + length > stored.limit()) {
            bytes = single;
            at = 0;
            readSingle(from, item + position, length);
        }
        if (FrameCompressor.crc(bytes, at, length) != open.frameCrcs()[frame]) {
            throw from.corrupt(item + position, "its CRC-32C does not match", null);
        }
        try {
            int rawLength = rawLength(open, frame);
            long begun = System.nanoTime();
            decompressor.decompress(open.algorithm(), bytes, at, length, target, to, rawLength);
            statistics.decompressed(rawLength, System.nanoTime() - begun);
        } catch (FrameException e) {
            throw from.corrupt(item + position, String.valueOf(e.getMessage()), e);
        }
    }

    private void readSingle(PackSource from, long offset, int length) {
        single.clear().limit(length);
        try {
            if (from.reader().read(offset, single) < length) {
                throw from.corrupt(offset, "the file ends within it", null);
            }
        } catch (IOException e) {
            throw from.failed(offset, e);
        }
    }

    static int rawLength(StoredPack pack, int frame) {
        return Math.min(FrameCompressor.FRAME_SIZE, pack.rawLength() - frame * FrameCompressor.FRAME_SIZE);
    }

    void prepare() {
        decompressor.prepare();
    }

    /** Forgets the pack. */
    void leave() {
        source = null;
        pack = null;
        item = -1;
        stored = usual;
    }

    @Override
    public void close() {
        decompressor.close();
    }
}
