package io.howdah.repository.wal;

import io.howdah.repository.RepositoryException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a timeline comes from: the content of its {@code .history} file (timeline.c, {@code readTimeLineHistory}).
 *
 * @param timeline whose history it is
 * @param ancestors oldest first; empty for timeline 1, which has no such file
 */
public record TimelineHistory(int timeline, List<Ancestor> ancestors) {

    /**
     * A timeline that was followed up to a position.
     *
     * @param end the position at which the next timeline begins
     */
    public record Ancestor(int timeline, long end) {}

    static final String SUFFIX = ".history";

    private static final Pattern LINE =
            Pattern.compile("\\s*(\\d{1,10})\\s+([0-9A-Fa-f]{1,8})/([0-9A-Fa-f]{1,8})(\\s.*)?");

    public TimelineHistory {
        ancestors = List.copyOf(ancestors);
    }

    /** @throws RepositoryException WAL_CORRUPT */
    public static TimelineHistory parse(int timeline, byte[] content) {
        List<Ancestor> ancestors = new ArrayList<>();
        for (String line : new String(content, StandardCharsets.UTF_8).lines().toList()) {
            if (line.isBlank() || line.stripLeading().startsWith("#")) {
                continue;
            }
            Matcher fields = LINE.matcher(line);
            if (!fields.matches()) {
                throw new RepositoryException(
                        RepositoryException.Code.WAL_CORRUPT,
                        "the history of timeline " + timeline + " has a line that is none: " + line,
                        "archive the file again from the server's pg_wal");
            }
            long end = (Long.parseLong(fields.group(2), 16) << 32) | Long.parseLong(fields.group(3), 16);
            ancestors.add(new Ancestor(Integer.parseUnsignedInt(fields.group(1)), end));
        }
        return new TimelineHistory(timeline, ancestors);
    }

    /** @param name of a history file, such as {@code 00000002.history} */
    public static int timelineOf(String name) {
        return Integer.parseUnsignedInt(name, 0, name.indexOf('.'), 16);
    }

    /** The name of a timeline's history file. */
    public static String name(int timeline) {
        return "%08X%s".formatted(timeline, SUFFIX);
    }
}
