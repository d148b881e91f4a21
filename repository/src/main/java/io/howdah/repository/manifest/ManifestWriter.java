package io.howdah.repository.manifest;

import com.github.luben.zstd.ZstdCompressCtx;
import io.howdah.repository.cbor.CborWriter;
import io.howdah.repository.storage.ObjectWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * Writes {@code manifest.cbor.zst} while the backup runs: the extents of each file once the file ends, the file table
 * at last. So memory is bounded by the number of files and by the extents of those files that are open. Thread-safe.
 */
public final class ManifestWriter implements AutoCloseable {

    static final int VERSION = 1;
    static final int FOOTER_LENGTH = 24;
    /** A skippable frame of zstd (RFC 8878, 3.1.2), so that the whole object is one zstd file. */
    static final int SKIPPABLE_MAGIC = 0x184D2A5E;

    static final int FOOTER_MAGIC = 0x484F5744; // HOWD

    private static final int LEVEL = 3;

    private final ObjectWriter out;
    private final String backupId;
    private final ZstdCompressCtx zstd =
            new ZstdCompressCtx().setLevel(LEVEL).setChecksum(true).setContentSize(true);
    private final CborWriter cbor = new CborWriter();
    private final Map<BlockSource, Integer> sources = new LinkedHashMap<>();
    private long position;

    public ManifestWriter(ObjectWriter out, String backupId) {
        this.out = out;
        this.backupId = backupId;
    }

    /** The bytes and the checksum by which backup.control knows the manifest. */
    public record Finished(long length, int crc, List<String> references) {}

    /** The index of a blocks file, a new one when it is new. */
    public synchronized int source(BlockSource source) {
        return sources.computeIfAbsent(source, s -> sources.size());
    }

    /** Writes the extents of one file; answers the row that says where they are. */
    public synchronized ManifestRow section(ManifestRow row, Extents extents) throws IOException {
        if (extents.count() == 0) {
            return row;
        }
        cbor.clear();
        ExtentSection.write(extents, cbor);
        byte[] frame = zstd.compress(cbor.toByteArray());
        ManifestRow placed = new ManifestRow(
                row.path(),
                row.kind(),
                row.mode(),
                row.size(),
                row.modifiedMillis(),
                row.segment(),
                position,
                frame.length,
                row.target(),
                row.corruptPages());
        write(ByteBuffer.wrap(frame));
        return placed;
    }

    /** Writes table and footer and completes the object. */
    public synchronized Finished finish(Collection<ManifestRow> rows, int pageSize) throws IOException {
        List<String> backups = backups();
        cbor.clear();
        cbor.map(5).unsigned(1).unsigned(VERSION).unsigned(2).array(backups.size());
        backups.forEach(cbor::text);
        cbor.unsigned(3).array(sources.size());
        for (BlockSource source : sources.keySet()) {
            cbor.array(2).unsigned(backups.indexOf(source.backupId())).unsigned(source.stream());
        }
        cbor.unsigned(4).unsigned(pageSize).unsigned(5).array(rows.size());
        rows.forEach(this::row);
        byte[] table = zstd.compress(cbor.toByteArray());
        CRC32C crc = new CRC32C();
        crc.update(table);
        ByteBuffer footer = ByteBuffer.allocate(FOOTER_LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        footer.putInt(SKIPPABLE_MAGIC).putInt(FOOTER_LENGTH - 8);
        footer.putLong(position)
                .putInt((int) crc.getValue())
                .putInt(FOOTER_MAGIC)
                .flip();
        crc.update(footer.duplicate());
        write(ByteBuffer.wrap(table));
        write(footer);
        out.finish();
        return new Finished(position, (int) crc.getValue(), List.copyOf(backups.subList(1, backups.size())));
    }

    /** This backup and those it refers to. */
    private List<String> backups() {
        List<String> backups = new ArrayList<>(List.of(backupId));
        sources.keySet().stream()
                .map(BlockSource::backupId)
                .distinct()
                .filter(id -> !id.equals(backupId))
                .forEach(backups::add);
        return backups;
    }

    private void row(ManifestRow row) {
        String target = row.target();
        List<Long> corrupt = row.corruptPages();
        int extras = (target != null ? 1 : 0) + (corrupt.isEmpty() ? 0 : 1);
        cbor.array(extras == 0 ? 8 : 9).text(row.path());
        cbor.unsigned(row.kind().number()).unsigned(row.mode()).unsigned(row.size());
        cbor.integer(row.modifiedMillis()).unsigned(row.segment());
        cbor.unsigned(row.sectionOffset()).unsigned(row.sectionLength());
        if (extras > 0) {
            cbor.map(extras);
        }
        if (target != null) {
            cbor.unsigned(1).text(target);
        }
        if (!corrupt.isEmpty()) {
            cbor.unsigned(2).array(corrupt.size());
            corrupt.forEach(cbor::unsigned);
        }
    }

    private void write(ByteBuffer bytes) throws IOException {
        position += bytes.remaining();
        out.write(bytes);
    }

    @Override
    public synchronized void close() throws IOException {
        zstd.close();
        out.close();
    }
}
