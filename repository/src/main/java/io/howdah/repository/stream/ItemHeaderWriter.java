package io.howdah.repository.stream;

import io.howdah.repository.cbor.CborWriter;
import java.util.List;

/** Encodes item headers: maps with the integer keys that docs/repository-format.md names. */
final class ItemHeaderWriter {

    static final int STREAM_HEADER = 1;
    static final int FILE = 2;
    static final int PACK = 3;
    static final int BLOCK = 4;
    static final int FILE_END = 5;
    static final int STREAM_END = 6;
    static final int STOP = 7;
    static final int CONTROL = 8;

    private ItemHeaderWriter() {}

    static int type(StreamItem item) {
        return switch (item) {
            case StreamHeader h -> STREAM_HEADER;
            case FileAnnouncement f -> FILE;
            case Pack p -> p.packed() ? PACK : BLOCK;
            case FileEnd e -> FILE_END;
            case StreamEnd e -> STREAM_END;
            case BackupStop s -> STOP;
            case SourceControl c -> CONTROL;
        };
    }

    static void write(StreamItem item, CborWriter out) {
        switch (item) {
            case StreamHeader h -> header(h, out);
            case FileAnnouncement f -> file(f, out);
            case Pack p -> pack(p, out);
            case FileEnd e -> fileEnd(e, out);
            case StreamEnd e ->
                out.map(2).unsigned(1).unsigned(e.files()).unsigned(2).unsigned(e.rawBytes());
            case BackupStop s -> stop(s, out);
            case SourceControl c -> out.map(0);
        }
    }

    private static void header(StreamHeader h, CborWriter out) {
        out.map(5).unsigned(1).unsigned(h.version());
        out.unsigned(2).unsigned(h.worker());
        out.unsigned(3).unsigned(h.compression().algorithm().number());
        out.unsigned(4).unsigned(h.compression().level());
        out.unsigned(5).unsigned(h.pageSize());
    }

    private static void file(FileAnnouncement f, CborWriter out) {
        String target = f.target();
        int optional = (f.segment() > 0 ? 1 : 0) + (f.incremental() ? 1 : 0) + (target != null ? 1 : 0);
        out.map(6 + optional).unsigned(1).unsigned(f.number());
        out.unsigned(2).text(f.path());
        out.unsigned(3).unsigned(f.kind().number());
        out.unsigned(4).unsigned(f.mode());
        out.unsigned(5).unsigned(f.size());
        out.unsigned(6).integer(f.modified().toEpochMilli());
        if (f.segment() > 0) {
            out.unsigned(7).unsigned(f.segment());
        }
        if (f.incremental()) {
            out.unsigned(8).bool(true);
        }
        if (target != null) {
            out.unsigned(9).text(target);
        }
    }

    private static void pack(Pack p, CborWriter out) {
        out.map(4).unsigned(1).array(p.extents().size());
        for (PackExtent extent : p.extents()) {
            out.array(3).unsigned(extent.file()).unsigned(extent.first()).unsigned(extent.count());
        }
        out.unsigned(2).unsigned(p.algorithm().number());
        out.unsigned(3).unsigned(p.rawLength());
        out.unsigned(4).array(p.frameLengths().length);
        for (int i = 0; i < p.frameLengths().length; i++) {
            out.array(2).unsigned(p.frameLengths()[i]).unsigned(Integer.toUnsignedLong(p.frameCrcs()[i]));
        }
    }

    private static void fileEnd(FileEnd e, CborWriter out) {
        List<Long> corrupt = e.corruptPages();
        out.map(corrupt.isEmpty() ? 2 : 3).unsigned(1).unsigned(e.file());
        out.unsigned(2).unsigned(e.size());
        if (!corrupt.isEmpty()) {
            out.unsigned(3).array(corrupt.size());
            corrupt.forEach(out::unsigned);
        }
    }

    private static void stop(BackupStop s, CborWriter out) {
        out.map(3).unsigned(1).text(s.stopLsn());
        out.unsigned(2).unsigned(s.stopTimeline());
        out.unsigned(3).integer(s.stoppedAt().toEpochMilli());
    }
}
