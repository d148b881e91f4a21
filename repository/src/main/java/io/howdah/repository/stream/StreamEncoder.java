package io.howdah.repository.stream;

import io.howdah.repository.cbor.CborWriter;
import io.howdah.repository.pack.Compression;
import io.howdah.repository.pack.FrameCompressor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes one backup stream: gathers content into packs, compresses them and puts the items in order.
 *
 * <p>Files may be announced ahead; content of one file comes in ascending order. A pack is written when it is full,
 * when content of the other unit (pages or bytes) comes, or on {@link #flush()}. Not thread-safe; one per worker.
 */
public final class StreamEncoder implements AutoCloseable {

    /** How content travels. */
    public enum Mode {
        /** Runs of several files share a pack. */
        PACKED,
        /** Each pack is of one file only. */
        RAW
    }

    private final WritableByteChannel out;
    private final Compression compression;
    private final Mode mode;
    private final int pageSize;
    private final FrameCompressor compressor;
    private final ByteBuffer raw;
    private final ByteBuffer payload;
    private final CborWriter header = new CborWriter();
    private final CborWriter envelope = new CborWriter();
    private final List<PackExtent> extents = new ArrayList<>();
    private final List<FileEnd> ends = new ArrayList<>();
    private int unit = 1;
    private long files;
    private long rawBytes;

    /**
     * Writes the stream header.
     *
     * @param out takes the bytes; written to until they are all taken
     * @param bufferSize raw bytes in a pack, a multiple of the page size up to 16 MiB
     */
    public StreamEncoder(WritableByteChannel out, StreamHeader streamHeader, Mode mode, int bufferSize)
            throws IOException {
        if (bufferSize <= 0 || bufferSize > Pack.LONGEST || bufferSize % streamHeader.pageSize() != 0) {
            throw new IllegalArgumentException("buffer size " + bufferSize + " is not a multiple of "
                    + streamHeader.pageSize() + " up to " + Pack.LONGEST);
        }
        this.out = out;
        this.compression = streamHeader.compression();
        this.mode = mode;
        this.pageSize = streamHeader.pageSize();
        this.compressor = new FrameCompressor(compression);
        this.raw = ByteBuffer.allocateDirect(bufferSize);
        this.payload = ByteBuffer.allocateDirect(bufferSize);
        item(streamHeader, null);
    }

    /** Announces a file. One of kind DIRECTORY or LINK is complete with that, it has no end. */
    public void announce(FileAnnouncement file) throws IOException {
        item(file, null);
        files++;
    }

    /**
     * Takes content of an announced file; for one whose kind counts pages, whole pages.
     *
     * @param offset byte offset within the file
     * @param content read from its position to its limit; direct buffers are copied fastest
     */
    public void content(FileAnnouncement file, long offset, ByteBuffer content) throws IOException {
        int fileUnit = file.kind().countsPages() ? pageSize : 1;
        if (offset % fileUnit != 0 || content.remaining() % fileUnit != 0) {
            throw new IllegalArgumentException(
                    file.path() + ": " + content.remaining() + " bytes at " + offset + " are not whole pages");
        }
        // Pages never straddle frames, and a large file begins a pack so that its packs match aligned reads.
        boolean beginsLarge = offset == 0 && file.size() >= raw.capacity();
        if (fileUnit != unit || beginsLarge || mode == Mode.RAW && !continues(file.number())) {
            writePack();
        }
        unit = fileUnit;
        long at = offset;
        while (content.hasRemaining()) {
            int length = Math.min(content.remaining(), raw.remaining());
            append(file.number(), at / unit, length / unit);
            raw.put(content.slice(content.position(), length));
            content.position(content.position() + length);
            at += length;
            if (!raw.hasRemaining()) {
                writePack();
            }
        }
    }

    /** Ends a file of kind MAIN to OTHER. */
    public void end(FileEnd end) throws IOException {
        ends.add(end);
        if (extents.isEmpty()) {
            writeEnds();
        }
    }

    /** Where the backup ended. */
    public void stop(BackupStop stop) throws IOException {
        item(stop, null);
    }

    /** The source's side of {@code backup.control}. */
    public void control(String text) throws IOException {
        item(new SourceControl(text), ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Writes the pack that is being gathered, full or not. */
    public void flush() throws IOException {
        writePack();
    }

    /** Raw bytes taken into packs so far. */
    public long rawBytes() {
        return rawBytes + raw.position();
    }

    /** Ends the stream. Without it the stream counts as cut off. */
    public void finish() throws IOException {
        writePack();
        item(new StreamEnd(files, rawBytes), null);
    }

    /** Frees buffers and contexts; writes nothing and leaves the channel open. */
    @Override
    public void close() {
        compressor.close();
    }

    private boolean continues(long file) {
        return extents.isEmpty() || extents.getLast().file() == file;
    }

    /** A run that continues the last one grows it; in raw mode a gap begins a block of its own. */
    private void append(long file, long first, long count) throws IOException {
        if (!extents.isEmpty()) {
            PackExtent last = extents.getLast();
            if (last.file() == file && last.first() + last.count() == first) {
                extents.set(extents.size() - 1, new PackExtent(file, last.first(), last.count() + count));
                return;
            }
            if (mode == Mode.RAW) {
                writePack();
            }
        }
        extents.add(new PackExtent(file, first, count));
    }

    private void writePack() throws IOException {
        if (!extents.isEmpty()) {
            int rawLength = raw.position();
            int frames = (rawLength + FrameCompressor.FRAME_SIZE - 1) / FrameCompressor.FRAME_SIZE;
            int[] lengths = new int[frames];
            int[] crcs = new int[frames];
            int stored = 0;
            for (int i = 0; i < frames; i++) {
                int from = i * FrameCompressor.FRAME_SIZE;
                int length = Math.min(FrameCompressor.FRAME_SIZE, rawLength - from);
                lengths[i] = compressor.compress(raw, from, length, payload, stored);
                crcs[i] = FrameCompressor.crc(payload, stored, lengths[i]);
                stored += lengths[i];
            }
            Pack pack = new Pack(
                    mode == Mode.PACKED, List.copyOf(extents), compression.algorithm(), rawLength, lengths, crcs);
            item(pack, payload.slice(0, stored));
            rawBytes += rawLength;
            raw.clear();
            extents.clear();
        }
        writeEnds();
    }

    private void writeEnds() throws IOException {
        for (FileEnd end : ends) {
            item(end, null);
        }
        ends.clear();
    }

    private void item(StreamItem item, @Nullable ByteBuffer itemPayload) throws IOException {
        header.clear();
        ItemHeaderWriter.write(item, header);
        envelope.clear();
        envelope.array(3).unsigned(ItemHeaderWriter.type(item)).bytes(header);
        envelope.bytesHead(itemPayload == null ? 0 : itemPayload.remaining());
        writeFully(envelope.view());
        if (itemPayload != null) {
            writeFully(itemPayload);
        }
    }

    private void writeFully(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }
}
