package io.howdah.mover.bindump.backup;

import java.util.Set;

/**
 * What PostgreSQL's own base backup leaves out too, since it would be wrong or useless after a restore (basebackup.c).
 */
final class Exclusions {

    /** Directories below the data directory of which only the directory itself is kept. */
    private static final Set<String> EMPTIED = Set.of(
            "pg_stat_tmp",
            "pg_replslot",
            "pg_dynshmem",
            "pg_notify",
            "pg_serial",
            "pg_snapshots",
            "pg_subtrans",
            "pg_wal");

    /** Files directly in the data directory; those of an older backup must not pass for this one's. */
    private static final Set<String> TOP_LEVEL = Set.of(
            "postmaster.pid",
            "postmaster.opts",
            "backup_label",
            "backup_label.old",
            "tablespace_map",
            "tablespace_map.old",
            "backup_manifest",
            "current_logfiles.tmp");

    private Exclusions() {}

    static boolean keepsOnlyDirectory(String name) {
        return EMPTIED.contains(name);
    }

    static boolean atTopLevel(String name) {
        return TOP_LEVEL.contains(name);
    }

    static boolean anywhere(String name) {
        return name.startsWith("pgsql_tmp") || name.startsWith("pg_internal.init") || name.endsWith(".auto.conf.tmp");
    }
}
