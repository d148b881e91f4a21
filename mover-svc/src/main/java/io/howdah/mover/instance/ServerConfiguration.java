package io.howdah.mover.instance;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the configuration files of a cluster say, read where a mount or a backup has put them. Settings that the source
 * got on its command line are not known.
 */
final class ServerConfiguration {

    private static final int DEEPEST_INCLUDE = 10;

    private final ConfigurationFiles files;
    private final Map<String, String> settings = new HashMap<>();
    private final Map<Path, String> texts = new LinkedHashMap<>();
    private final Set<String> missing = new LinkedHashSet<>();
    private final @Nullable Path file;
    private @Nullable Path sourceData;

    private ServerConfiguration(ConfigurationFiles files) {
        this.files = files;
        this.file = locate(files).orElse(null);
        if (file != null) {
            files.read(file).ifPresent(text -> sourceData = sourceDataDirectory(text));
            read(file, 0);
        }
        // written by ALTER SYSTEM; it beats every other file
        read(files.data().resolve("postgresql.auto.conf"), 0);
    }

    static ServerConfiguration read(ConfigurationFiles files) {
        return new ServerConfiguration(files);
    }

    /** The postgresql.conf in force; null when the backup has none. */
    @Nullable Path file() {
        return file;
    }

    /** The files read, with their text, in the order of reading. */
    Map<Path, String> texts() {
        return texts;
    }

    /** Included files that are not there, as the directives name them. */
    Set<String> missing() {
        return missing;
    }

    Optional<String> setting(String name) {
        return Optional.ofNullable(settings.get(name));
    }

    /** Whether a boolean setting is on, in any spelling that PostgreSQL takes. */
    boolean on(String name, boolean absent) {
        return setting(name)
                .map(value -> switch (value.toLowerCase(Locale.ROOT)) {
                    case "on", "true", "yes", "1", "t", "y", "tr", "tru", "ye" -> true;
                    default -> false;
                })
                .orElse(absent);
    }

    /** Where a file lies now that the setting names; empty when it is not part of the backup. */
    Optional<Path> located(String setting, String inData) {
        Path path = setting(setting)
                .map(value -> relocate(value, files.data().resolve("postgresql.conf")))
                .orElseGet(() -> file == null || file.startsWith(files.data())
                        ? files.data().resolve(inData)
                        : file.resolveSibling(inData));
        if (files.exists(path)) {
            return Optional.of(path);
        }
        Path usual = files.data().resolve(inData);
        return files.exists(usual) ? Optional.of(usual) : Optional.empty();
    }

    /**
     * Where a path that a file names lies now: absolute ones have moved with the data directory or into the externals.
     */
    Path relocate(String named, Path including) {
        Path path = Path.of(named);
        if (!path.isAbsolute()) {
            return including.resolveSibling(path).normalize();
        }
        path = path.normalize();
        Path externals = files.externals();
        if (path.startsWith(files.data()) || (externals != null && path.startsWith(externals))) {
            return path;
        }
        if (sourceData != null && path.startsWith(sourceData)) {
            return files.data().resolve(sourceData.relativize(path));
        }
        return externals == null ? path : externals.resolve(Path.of("/").relativize(path));
    }

    /**
     * Debian and others keep the file outside the data directory; one that may lie inside as well is then not in use.
     */
    private static Optional<Path> locate(ConfigurationFiles files) {
        Path externals = files.externals();
        Optional<Path> outside = externals == null
                ? Optional.empty()
                : files.filesBelow(externals).stream()
                        .filter(f -> f.endsWith("postgresql.conf"))
                        .min(Comparator.comparingInt(Path::getNameCount));
        Path inside = files.data().resolve("postgresql.conf");
        return outside.or(() -> files.exists(inside) ? Optional.of(inside) : Optional.empty());
    }

    private static @Nullable Path sourceDataDirectory(String text) {
        return text.lines()
                .map(ConfigurationLine::parse)
                .flatMap(Optional::stream)
                .filter(line -> line.name().equals("data_directory"))
                .map(line -> Path.of(line.value()).normalize())
                .filter(Path::isAbsolute)
                .reduce((first, last) -> last)
                .orElse(null);
    }

    private void read(Path path, int depth) {
        Optional<String> text = files.read(path);
        if (text.isEmpty() || depth > DEEPEST_INCLUDE) {
            return;
        }
        texts.put(path, text.get());
        for (String line : text.get().lines().toList()) {
            ConfigurationLine.parse(line).ifPresent(parsed -> {
                if (parsed.include()) {
                    include(parsed, path, depth);
                } else {
                    settings.put(parsed.name(), parsed.value());
                }
            });
        }
    }

    private void include(ConfigurationLine directive, Path including, int depth) {
        Path target = relocate(directive.value(), including);
        if (!files.exists(target)) {
            if (!directive.name().equals("include_if_exists")) {
                missing.add(directive.value());
            }
        } else if (directive.name().equals("include_dir")) {
            included(target).forEach(file -> read(file, depth + 1));
        } else {
            read(target, depth + 1);
        }
    }

    /** The rule of include_dir: files of the directory itself that end in .conf and do not start with a dot. */
    private List<Path> included(Path directory) {
        return files.filesBelow(directory).stream()
                .filter(f -> directory.equals(f.getParent()))
                .filter(f -> f.getFileName().toString().endsWith(".conf")
                        && !f.getFileName().toString().startsWith("."))
                .toList();
    }
}
