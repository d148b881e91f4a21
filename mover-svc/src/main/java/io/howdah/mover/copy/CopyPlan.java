package io.howdah.mover.copy;

import io.howdah.openapi.mover.model.CopySpec;
import io.howdah.repository.backup.SourceInfo;
import io.howdah.repository.read.BackupReader;
import io.howdah.repository.read.FileEntry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What goes where.
 *
 * @param tablespaces their directories, by oid
 * @param directories with their permission bits, those above first
 * @param links with what they point to
 * @param files all but those that are in the following components
 * @param control pg_control, which makes a directory one that a server starts on: it comes last
 * @param tablespaceMap null when there is none
 */
record CopyPlan(
        Path dataDirectory,
        Map<String, Path> tablespaces,
        ConfigurationPlace configuration,
        TreeMap<Path, Integer> directories,
        Map<Path, String> links,
        List<Target> files,
        Target control,
        @Nullable Target tablespaceMap) {

    private static final int PRIVATE = 0700;
    private static final String CONTROL = "data/global/pg_control";
    private static final String TABLESPACE_MAP = "data/tablespace_map";

    /** A file of the backup and its path. */
    record Target(FileEntry entry, Path path) {}

    static CopyPlan of(BackupReader reader, CopySpec spec) {
        SourceInfo source = reader.control().source();
        Path data = Path.of(spec.getDataDirectory()).normalize();
        Map<String, String> mapping = Objects.requireNonNullElse(spec.getTablespaceMapping(), Map.of());
        Map<String, Path> tablespaces = TablespaceTargets.of(source, mapping, data);
        ConfigurationPlace configuration = ConfigurationPlace.of(source, data);
        TreeMap<Path, Integer> directories = new TreeMap<>();
        Map<Path, String> links = new HashMap<>();
        List<Target> files = new ArrayList<>();
        Target control = null;
        Target map = null;
        for (FileEntry entry : reader.files()) {
            Path path = locate(entry.path(), data, tablespaces, configuration);
            switch (entry.type()) {
                case DIRECTORY -> directories.put(path, entry.mode() | PRIVATE);
                case SYMLINK -> links.put(path, Objects.requireNonNullElse(entry.target(), ""));
                case FILE -> {
                    Target file = new Target(entry, path);
                    if (entry.path().equals(CONTROL)) {
                        control = file;
                    } else if (entry.path().equals(TABLESPACE_MAP)) {
                        map = file;
                    } else {
                        files.add(file);
                    }
                }
            }
        }
        directories.putIfAbsent(data, PRIVATE);
        directories.putIfAbsent(data.resolve("pg_wal"), PRIVATE);
        directories.putIfAbsent(data.resolve("pg_wal/archive_status"), PRIVATE);
        tablespaces.forEach((oid, target) -> {
            directories.putIfAbsent(target, PRIVATE);
            links.put(data.resolve("pg_tblspc").resolve(oid), target.toString());
        });
        configuration.debianDirectory().ifPresent(directory -> directories.putIfAbsent(directory, 0755));
        return new CopyPlan(
                data,
                tablespaces,
                configuration,
                directories,
                links,
                files,
                Objects.requireNonNull(control, "every backup has pg_control"),
                map);
    }

    private static Path locate(
            String logical, Path data, Map<String, Path> tablespaces, ConfigurationPlace configuration) {
        int slash = logical.indexOf('/');
        String root = slash < 0 ? logical : logical.substring(0, slash);
        String rest = slash < 0 ? "" : logical.substring(slash + 1);
        return switch (root) {
            case "data" -> data.resolve(rest);
            case "wal" -> data.resolve("pg_wal").resolve(rest);
            case "externals" -> configuration.relocate(Path.of("/" + rest));
            case "tablespaces" -> {
                Path below = Path.of(rest);
                Path target = Objects.requireNonNull(
                        tablespaces.get(below.getName(0).toString()), () -> "tablespace " + logical + " is not listed");
                yield below.getNameCount() == 1 ? target : target.resolve(below.subpath(1, below.getNameCount()));
            }
            default -> throw new IllegalStateException("the backup has a file of no known kind: " + logical);
        };
    }

    /** Configuration files that do not lie in the data directory. */
    List<Path> externals() {
        return files.stream()
                .filter(file -> file.entry().path().startsWith("externals/"))
                .map(Target::path)
                .toList();
    }

    /** Configuration files of the data directory's top level that may be included. */
    List<Path> configurationInData() {
        return files.stream()
                .map(Target::path)
                .filter(path -> dataDirectory.equals(path.getParent()))
                .filter(path -> path.toString().endsWith(".conf"))
                .toList();
    }

    /** postgresql.conf. */
    Path main() {
        Path external = configuration.newFile();
        return external != null ? external : dataDirectory.resolve("postgresql.conf");
    }

    List<CopyRange> ranges() {
        List<CopyRange> ranges = new ArrayList<>();
        files.forEach(file -> ranges.addAll(CopyRange.of(file.entry(), file.path())));
        return ranges;
    }

    long bytes() {
        return files.stream().mapToLong(file -> file.entry().size()).sum()
                + control.entry().size();
    }
}
