package io.howdah.repository.backup;

import java.util.List;
import java.util.Map;

/**
 * The cluster a backup was taken from: what must be known to run it elsewhere. Its text form is the source's part of
 * {@code backup.control}, which bindump sends.
 *
 * @param systemIdentifier decimal digits
 * @param postgresVersion such as {@code 15.18}
 * @param postgresVersionNum such as 150018
 * @param catalogVersion from pg_control
 * @param pageSize bytes
 * @param walSegmentSize bytes
 * @param dataChecksums whether pages carry checksums
 * @param settings by name; among them config_file, hba_file and ident_file (relative to the data directory when
 *     inside), shared_preload_libraries, max_connections and the others recovery needs
 * @param tablespaces without pg_default and pg_global
 * @param databases all of them
 * @param locale free: provider, encoding, collate, ...
 */
public record SourceInfo(
        String systemIdentifier,
        String postgresVersion,
        int postgresVersionNum,
        long catalogVersion,
        int pageSize,
        int walSegmentSize,
        boolean dataChecksums,
        Map<String, String> settings,
        List<Tablespace> tablespaces,
        List<Database> databases,
        Map<String, String> locale) {

    /**
     * @param inPlace whether it is a plain directory below pg_tblspc; its path is then relative to the data directory
     */
    public record Tablespace(long oid, String name, String path, boolean inPlace) {}

    public record Database(long oid, String name) {}

    public SourceInfo {
        settings = Map.copyOf(settings);
        tablespaces = List.copyOf(tablespaces);
        databases = List.copyOf(databases);
        locale = Map.copyOf(locale);
    }

    /** 15 for 15.18. */
    public int major() {
        return postgresVersionNum / 10_000;
    }

    /** Lines of {@code key = value}. */
    public String toText() {
        ControlText text = new ControlText();
        putTo(text);
        return text.format();
    }

    /** @throws io.howdah.repository.RepositoryException CONTROL_CORRUPT when something is missing or not a number */
    public static SourceInfo parse(String text) {
        return from(ControlText.parse(text));
    }

    void putTo(ControlText text) {
        text.put("source.system-identifier", systemIdentifier);
        text.put("source.postgres-version", postgresVersion);
        text.put("source.postgres-version-num", postgresVersionNum);
        text.put("source.catalog-version", catalogVersion);
        text.put("source.page-size", pageSize);
        text.put("source.wal-segment-size", walSegmentSize);
        text.put("source.data-checksums", dataChecksums);
        text.putAll("setting.", settings);
        text.putAll("locale.", locale);
        for (Tablespace tablespace : tablespaces) {
            String key = "tablespace." + tablespace.oid();
            text.put(key + ".name", tablespace.name());
            text.put(key + ".path", tablespace.path());
            text.put(key + ".in-place", tablespace.inPlace());
        }
        for (Database database : databases) {
            text.put("database." + database.oid() + ".name", database.name());
        }
    }

    static SourceInfo from(ControlText text) {
        List<Tablespace> tablespaces = text.numbered("tablespace.", ".name").stream()
                .map(oid -> new Tablespace(
                        oid,
                        text.get("tablespace." + oid + ".name"),
                        text.get("tablespace." + oid + ".path"),
                        text.bool("tablespace." + oid + ".in-place")))
                .toList();
        List<Database> databases = text.numbered("database.", ".name").stream()
                .map(oid -> new Database(oid, text.get("database." + oid + ".name")))
                .toList();
        return new SourceInfo(
                text.get("source.system-identifier"),
                text.get("source.postgres-version"),
                text.integer("source.postgres-version-num"),
                text.number("source.catalog-version"),
                text.integer("source.page-size"),
                text.integer("source.wal-segment-size"),
                text.bool("source.data-checksums"),
                text.below("setting."),
                tablespaces,
                databases,
                text.below("locale."));
    }
}
