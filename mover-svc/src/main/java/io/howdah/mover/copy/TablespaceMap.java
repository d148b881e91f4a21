package io.howdah.mover.copy;

import java.nio.file.Path;
import java.util.Map;

/** The file tablespace_map, by which recovery makes the links of pg_tblspc (PostgreSQL, read_tablespace_map). */
final class TablespaceMap {

    private TablespaceMap() {}

    /**
     * @param map lines of oid, blank, path; what would end a line has a backslash before it
     * @param targets by oid; a tablespace that is not among them stays where it is
     */
    static String relocate(String map, Map<String, Path> targets) {
        StringBuilder relocated = new StringBuilder();
        int at = 0;
        while (at < map.length()) {
            int end = endOfLine(map, at);
            String line = map.substring(at, end);
            String oid = line.substring(0, Math.max(0, line.indexOf(' ')));
            Path target = targets.get(oid);
            relocated
                    .append(target == null ? line : oid + " " + escaped(target))
                    .append('\n');
            at = end + 1;
        }
        return relocated.toString();
    }

    private static String escaped(Path path) {
        return path.toString().replaceAll("([\\\\\n\r])", "\\\\$1");
    }

    private static int endOfLine(String map, int from) {
        int at = from;
        while (at < map.length() && map.charAt(at) != '\n') {
            at += map.charAt(at) == '\\' ? 2 : 1;
        }
        return Math.min(at, map.length());
    }
}
