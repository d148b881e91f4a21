package io.howdah.mount.fs;

import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a mounted cluster differs from the backup of it: the WAL is native, and tablespaces lie below the mount point.
 * The places are PostgreSQL's, see "Database File Layout" and {@code do_pg_backup_start} in xlog.c for tablespace_map.
 */
final class ClusterLayout {

    static final String WAL = "data/pg_wal";
    static final String TABLESPACE_MAP = "data/tablespace_map";
    private static final String LINKS = "data/pg_tblspc/";
    private static final String TABLESPACES = "tablespaces/";

    private final Path mountPoint;
    private final Path walDirectory;

    ClusterLayout(Path mountPoint, Path walDirectory) {
        this.mountPoint = mountPoint;
        this.walDirectory = walDirectory;
    }

    Path walDirectory() {
        return walDirectory;
    }

    static boolean isWal(String path) {
        return path.equals(WAL) || path.startsWith(WAL + "/");
    }

    /**
     * @return the link in pg_tblspc that leads to a tablespace's directory, or null when {@code path} is no such
     *     directory
     */
    static @Nullable String linkOf(String path) {
        String oid = path.startsWith(TABLESPACES) ? path.substring(TABLESPACES.length()) : "";
        return oid.isEmpty() || oid.indexOf('/') >= 0 ? null : LINKS + oid;
    }

    /** @return where the link of {@link #linkOf} leads */
    String targetOf(String tablespace) {
        return mountPoint.resolve(tablespace).toString();
    }

    /**
     * @param map lines of oid, blank, path; a newline or backslash in the path has a backslash before it
     * @param directories of the backup; what is not among them as a tablespace stays as it is
     */
    String relocate(String map, Set<String> directories) {
        StringBuilder relocated = new StringBuilder();
        for (int at = 0; at < map.length(); ) {
            int end = lineEnd(map, at);
            String line = map.substring(at, end);
            int blank = line.indexOf(' ');
            String tablespace = TABLESPACES + line.substring(0, Math.max(0, blank));
            if (blank > 0 && directories.contains(tablespace)) {
                String path = targetOf(tablespace)
                        .replace("\\", "\\\\")
                        .replace("\n", "\\\n")
                        .replace("\r", "\\\r");
                relocated.append(line, 0, blank + 1).append(path);
            } else {
                relocated.append(line);
            }
            relocated.append('\n');
            at = end + 1;
        }
        return relocated.toString();
    }

    private static int lineEnd(String map, int from) {
        for (int at = from; at < map.length(); at++) {
            if (map.charAt(at) == '\\') {
                at++;
            } else if (map.charAt(at) == '\n') {
                return at;
            }
        }
        return map.length();
    }
}
