package io.howdah.mover.copy;

import io.howdah.openapi.problem.ProblemException;
import io.howdah.repository.backup.SourceInfo;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Where the tablespaces of a backup go: to their mapped paths, else to those of the source. By oid. */
final class TablespaceTargets {

    private static final String HINT = "correct tablespaceMapping and send the request again";

    private TablespaceTargets() {}

    /** @param mapping paths by oid or name */
    static Map<String, Path> of(SourceInfo source, Map<String, String> mapping, Path dataDirectory) {
        Map<String, String> open = new HashMap<>(mapping);
        Map<String, Path> targets = new LinkedHashMap<>();
        for (SourceInfo.Tablespace tablespace : source.tablespaces()) {
            String oid = Long.toString(tablespace.oid());
            String byOid = open.remove(oid);
            String byName = open.remove(tablespace.name());
            String mapped = byOid != null ? byOid : byName;
            if (tablespace.inPlace()) {
                if (mapped != null) {
                    throw invalid(
                            "tablespace " + tablespace.name() + " lies within the data directory and goes with it");
                }
                continue;
            }
            Path path = path(tablespace.name(), mapped != null ? mapped : tablespace.path());
            if (path.startsWith(dataDirectory) || dataDirectory.startsWith(path)) {
                throw invalid("tablespace " + tablespace.name() + " would go to " + path
                        + ", and the data directory is to be " + dataDirectory);
            }
            targets.forEach((other, taken) -> {
                if (taken.equals(path)) {
                    throw invalid("two tablespaces would go to " + path);
                }
            });
            targets.put(oid, path);
        }
        if (!open.isEmpty()) {
            throw ProblemException.unprocessable(
                    "TABLESPACE_UNKNOWN",
                    "the backup has no tablespace " + String.join(", ", open.keySet()) + "; it has "
                            + source.tablespaces().stream()
                                    .map(t -> t.name() + " (" + t.oid() + ")")
                                    .collect(Collectors.joining(
                                            ", ", "", source.tablespaces().isEmpty() ? "none" : "")),
                    HINT);
        }
        return targets;
    }

    private static Path path(String name, String text) {
        try {
            Path path = Path.of(text).normalize();
            if (path.isAbsolute() && path.getParent() != null) {
                return path;
            }
        } catch (InvalidPathException e) {
            throw invalid("the path of tablespace " + name + " is none: " + e.getMessage());
        }
        throw invalid("the path of tablespace " + name + " is not absolute: " + text);
    }

    private static ProblemException invalid(String detail) {
        return ProblemException.unprocessable("TABLESPACE_PATH_INVALID", detail, HINT);
    }
}
