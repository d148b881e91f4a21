package io.howdah.repository.backup;

import io.howdah.repository.Names;
import io.howdah.repository.RepositoryException;
import io.howdah.repository.manifest.Extents;
import io.howdah.repository.pack.Algorithm;
import io.howdah.repository.stream.BackupStop;
import io.howdah.repository.stream.FileAnnouncement;
import io.howdah.repository.stream.FileEnd;
import io.howdah.repository.stream.ItemLocation;
import io.howdah.repository.stream.Pack;
import io.howdah.repository.stream.PackExtent;
import io.howdah.repository.stream.SourceControl;
import io.howdah.repository.stream.StreamEnd;
import io.howdah.repository.stream.StreamHandler;
import io.howdah.repository.stream.StreamHeader;
import io.howdah.repository.stream.StreamItem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Follows one stream: checks that its items make sense in their order and that every frame matches its checksum, and
 * hands complete files to the {@link BackupIndex}. Used while receiving and while rebuilding. Not thread-safe.
 */
final class StreamIndex implements StreamHandler {

    private final BackupIndex backup;
    private final int source;
    private final Map<Long, OpenFile> open = new HashMap<>();
    private @Nullable StreamHeader header;
    private @Nullable StreamEnd end;
    private long files;
    private volatile long rawBytes;

    private int[] frameLengths = {};
    private int[] frameCrcs = {};
    private int frame;
    private int frameLeft;
    private final CRC32C crc = new CRC32C();

    private record OpenFile(FileAnnouncement announcement, Extents.Builder extents) {}

    StreamIndex(BackupIndex backup, int stream) {
        this.backup = backup;
        this.source = backup.source(stream);
    }

    @Override
    public void item(StreamItem item, ItemLocation location) {
        if (end != null) {
            throw BackupIndex.invalid("an item after the end of the stream");
        }
        if ((header == null) != (item instanceof StreamHeader)) {
            throw BackupIndex.invalid("a stream has one header, as its first item");
        }
        switch (item) {
            case StreamHeader h -> {
                header = h;
                backup.pageSize(h.pageSize());
            }
            case FileAnnouncement f -> announce(f);
            case Pack p -> pack(p, location);
            case FileEnd e -> end(e);
            case BackupStop s -> backup.stop(s);
            case SourceControl c -> backup.source(SourceInfo.parse(c.text()));
            case StreamEnd e -> end(e);
        }
    }

    private void announce(FileAnnouncement file) {
        backup.addPath(Names.requirePath(file.path()));
        files++;
        if (!file.kind().isFile()) {
            complete(file, 0, List.of(), new Extents.Builder());
        } else if (open.put(file.number(), new OpenFile(file, new Extents.Builder())) != null) {
            throw BackupIndex.invalid("file number " + file.number() + " is used twice");
        }
    }

    private void pack(Pack pack, ItemLocation location) {
        long itemLength = location.payloadOffset() - location.offset() + location.payloadLength();
        long raw = 0;
        for (PackExtent extent : pack.extents()) {
            OpenFile file = open.get(extent.file());
            if (file == null) {
                throw BackupIndex.invalid("content of file " + extent.file() + ", which is not open");
            }
            int unit = file.announcement().kind().countsPages() ? pageSize() : 1;
            if (extent.count() > pack.rawLength() || extent.first() > Long.MAX_VALUE / unit - extent.count()) {
                throw BackupIndex.invalid("an extent of " + extent.count() + " at " + extent.first());
            }
            file.extents().add(extent.first(), (int) extent.count(), source, location.offset(), (int) itemLength, (int)
                    Math.min(raw, Integer.MAX_VALUE));
            raw += extent.count() * unit;
        }
        if (raw != pack.rawLength()) {
            throw BackupIndex.invalid("extents of " + raw + " bytes in a pack of " + pack.rawLength());
        }
        if (pack.algorithm() == Algorithm.NONE && location.payloadLength() != pack.rawLength()) {
            throw BackupIndex.invalid("a compressed pack without an algorithm");
        }
        rawBytes += raw;
        frameLengths = pack.frameLengths();
        frameCrcs = pack.frameCrcs();
        frame = 0;
        frameLeft = frameLengths[0];
        crc.reset();
    }

    @Override
    public void payload(ByteBuffer piece) {
        while (piece.hasRemaining()) {
            int length = Math.min(piece.remaining(), frameLeft);
            crc.update(piece.slice(piece.position(), length));
            piece.position(piece.position() + length);
            frameLeft -= length;
            if (frameLeft == 0) {
                endFrame();
            }
        }
    }

    private void endFrame() {
        if ((int) crc.getValue() != frameCrcs[frame]) {
            throw BackupIndex.invalid("a frame was damaged on its way: its CRC-32C does not match");
        }
        frame++;
        frameLeft = frame < frameLengths.length ? frameLengths[frame] : 0;
        crc.reset();
    }

    private void end(FileEnd fileEnd) {
        OpenFile file = open.remove(fileEnd.file());
        if (file == null) {
            throw BackupIndex.invalid("the end of file " + fileEnd.file() + ", which is not open");
        }
        complete(file.announcement(), fileEnd.size(), fileEnd.corruptPages(), file.extents());
    }

    private void complete(FileAnnouncement file, long size, List<Long> corrupt, Extents.Builder extents) {
        try {
            backup.add(file, size, corrupt, extents.build());
        } catch (IllegalArgumentException e) {
            throw BackupIndex.invalid(file.path() + ": " + e.getMessage());
        } catch (IOException e) {
            throw RepositoryException.storage("cannot write the manifest", e);
        }
    }

    private void end(StreamEnd streamEnd) {
        if (!open.isEmpty()) {
            throw BackupIndex.invalid(open.size() + " files without an end");
        }
        if (streamEnd.files() != files || streamEnd.rawBytes() != rawBytes) {
            throw BackupIndex.invalid("it ends after " + files + " files and " + rawBytes + " bytes, but claims "
                    + streamEnd.files() + " and " + streamEnd.rawBytes());
        }
        end = streamEnd;
    }

    /** Whether the end item came. */
    boolean ended() {
        return end != null;
    }

    /** Raw bytes in the packs so far; may be asked by other threads. */
    long rawBytes() {
        return rawBytes;
    }

    private int pageSize() {
        return header == null ? 1 : header.pageSize();
    }
}
