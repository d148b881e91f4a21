package io.howdah.mover.instance;

import org.jspecify.annotations.Nullable;

/**
 * How recovery gets a WAL segment. PostgreSQL takes any exit status up to 125 for "there is no such segment, the WAL
 * ends here" and would open the cluster as if that were all, so that is said only when the directory itself says so
 * (xlogarchive.c, {@code RestoreArchivedFile}). A directory whose mount is dead, a segment that is damaged, a full disk
 * end recovery.
 */
final class RestoreCommand {

    /** Above 125, and no status that shells have a meaning for. */
    private static final int BROKEN = 200;

    private RestoreCommand() {}

    /**
     * PostgreSQL runs it through a shell and replaces %f and %p: the directory is quoted for both. It has no double
     * quote, dollar or backquote of its own, because pg_ctl restart passes it between double quotes through another
     * shell.
     */
    static String of(@Nullable String walDirectory) {
        if (walDirectory == null) {
            // it must not be empty; the WAL is in pg_wal then
            return "false";
        }
        String directory = "'" + walDirectory.replace("'", "'\\''").replace("%", "%%") + "'";
        // Twice, as a segment may be archived just between the two questions. Once inside, the shell asks this mount,
        // and none that takes its place; the words are those of ENOENT alone.
        return "for attempt in 1 2; do cp " + directory + "/%f %p && exit 0;"
                + " (cd " + directory + " && LC_ALL=C stat %f 2>&1) | grep -q ': No such file or directory' && exit 1;"
                + " done; exit " + BROKEN;
    }
}
