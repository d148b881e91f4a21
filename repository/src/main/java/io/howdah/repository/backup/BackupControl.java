package io.howdah.repository.backup;

import io.howdah.repository.manifest.ManifestWriter;
import io.howdah.repository.pack.Algorithm;
import io.howdah.repository.pack.Compression;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A complete backup, as {@code backup.control} describes it. The file is the commit marker: a backup without one does
 * not exist.
 *
 * @param references ids of the other backups that hold blocks of this one; empty for a full one
 * @param databaseBytes size of the files in the data directory and the tablespaces
 * @param storedBytes size in the repository, without what is referred to
 * @param corruptPages pages whose checksum was wrong when they were read
 * @param manifestLength bytes
 * @param manifestCrc CRC-32C of the manifest's file table and footer
 */
public record BackupControl(
        String id,
        String cluster,
        BackupType type,
        @Nullable String parentId,
        List<String> references,
        @Nullable String label,
        String startLsn,
        String stopLsn,
        long timeline,
        Instant startedAt,
        Instant stoppedAt,
        Compression compression,
        long databaseBytes,
        long storedBytes,
        long corruptPages,
        long files,
        long manifestLength,
        int manifestCrc,
        SourceInfo source) {

    /** Of the text; a reader refuses higher ones. */
    public static final int FORMAT = 1;

    private static final String CHECKSUM = "checksum";

    public BackupControl {
        references = List.copyOf(references);
    }

    /** The file's content: {@code key = value} lines, the last one a checksum over those before. */
    public String toText() {
        ControlText text = new ControlText();
        text.put("format", FORMAT)
                .put("id", id)
                .put("cluster", cluster)
                .put("type", type)
                .putIfPresent("parent-id", parentId)
                .put("references", String.join(" ", references))
                .putIfPresent("label", label)
                .put("start-lsn", startLsn)
                .put("stop-lsn", stopLsn)
                .put("timeline", timeline)
                .put("started-at", startedAt)
                .put("stopped-at", stoppedAt)
                .put("compression.algorithm", compression.algorithm())
                .put("compression.level", compression.level())
                .put("checksum-algorithm", "crc32c")
                .put("database-bytes", databaseBytes)
                .put("stored-bytes", storedBytes)
                .put("corrupt-pages", corruptPages)
                .put("files", files)
                .put("manifest.length", manifestLength)
                .put("manifest.crc32c", HexFormat.of().toHexDigits(manifestCrc));
        source.putTo(text);
        String lines = "# howdah backup\n" + text.format();
        return lines + CHECKSUM + " = " + checksum(lines) + "\n";
    }

    /** @throws io.howdah.repository.RepositoryException CONTROL_CORRUPT */
    public static BackupControl parse(String content) {
        int last = content.lastIndexOf("\n" + CHECKSUM + " = ") + 1;
        String lines = content.substring(0, last);
        if (!content.substring(last).equals(CHECKSUM + " = " + checksum(lines) + "\n")) {
            throw ControlText.corrupt("its checksum does not match");
        }
        ControlText text = ControlText.parse(lines);
        if (text.integer("format") > FORMAT) {
            throw ControlText.corrupt("its format " + text.integer("format") + " is newer than " + FORMAT);
        }
        try {
            return from(text);
        } catch (IllegalArgumentException | DateTimeException e) {
            throw ControlText.corrupt(String.valueOf(e.getMessage()));
        }
    }

    private static BackupControl from(ControlText text) {
        String references = text.get("references");
        return new BackupControl(
                text.get("id"),
                text.get("cluster"),
                BackupType.valueOf(text.get("type")),
                text.find("parent-id"),
                references.isEmpty() ? List.of() : List.of(references.split(" ")),
                text.find("label"),
                text.get("start-lsn"),
                text.get("stop-lsn"),
                text.number("timeline"),
                Instant.parse(text.get("started-at")),
                Instant.parse(text.get("stopped-at")),
                new Compression(
                        Algorithm.valueOf(text.get("compression.algorithm")), text.integer("compression.level")),
                text.number("database-bytes"),
                text.number("stored-bytes"),
                text.number("corrupt-pages"),
                text.number("files"),
                text.number("manifest.length"),
                HexFormat.fromHexDigits(text.get("manifest.crc32c")),
                SourceInfo.from(text));
    }

    /** The same backup with another manifest. */
    BackupControl withManifest(ManifestWriter.Finished manifest, long nowStored, long nowFiles) {
        return new BackupControl(
                id,
                cluster,
                type,
                parentId,
                manifest.references(),
                label,
                startLsn,
                stopLsn,
                timeline,
                startedAt,
                stoppedAt,
                compression,
                databaseBytes,
                nowStored,
                corruptPages,
                nowFiles,
                manifest.length(),
                manifest.crc(),
                source);
    }

    private static String checksum(String lines) {
        CRC32C crc = new CRC32C();
        crc.update(lines.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }
}
