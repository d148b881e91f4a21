package io.howdah.mover.host;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/** Finds PostgreSQL on this host, anew at every call: what is installed while we run counts. */
@Component
public class PostgresInstallations {

    private static final Logger LOG = LoggerFactory.getLogger(PostgresInstallations.class);

    private final List<Path> configured;
    private final Path root;
    private final @Nullable String searchPath;
    private final VersionProgram versions = new VersionProgram();

    // a program is asked again only when its file has changed
    private final Map<Path, Known> known = new ConcurrentHashMap<>();

    @Autowired
    PostgresInstallations(HostProperties properties) {
        this(properties.binDirectories(), Path.of("/"), System.getenv("PATH"));
    }

    PostgresInstallations(List<Path> configured, Path root, @Nullable String searchPath) {
        this.configured = configured;
        this.root = root;
        this.searchPath = searchPath;
    }

    /** All installations, newest first; a directory that several names lead to counts once. */
    public List<PostgresInstallation> all() {
        Set<Path> programs = new LinkedHashSet<>();
        for (Path directory : candidates()) {
            Path program = directory.resolve("postgres");
            if (Files.isExecutable(program)) {
                programs.add(real(program));
            }
        }
        known.keySet().retainAll(programs);
        return programs.stream()
                .map(this::inspect)
                .flatMap(Optional::stream)
                .sorted(Comparator.comparingInt(PostgresInstallation::major)
                        .reversed()
                        .thenComparing(PostgresInstallation::binDirectory))
                .toList();
    }

    /** The installation that runs data directories of this major version; a configured one before a found one. */
    public Optional<PostgresInstallation> ofMajor(int major) {
        List<PostgresInstallation> all =
                all().stream().filter(i -> i.major() == major).toList();
        return configured.stream()
                .flatMap(directory -> all.stream()
                        .filter(i -> i.binDirectory()
                                .equals(real(directory.resolve("postgres")).getParent())))
                .findFirst()
                .or(() -> all.stream().findFirst());
    }

    private Collection<Path> candidates() {
        List<Path> directories = new ArrayList<>(configured);
        for (Path version : children(root.resolve("usr/lib/postgresql"), "*")) {
            directories.add(version.resolve("bin"));
        }
        for (Path version : children(root.resolve("usr"), "pgsql-*")) {
            directories.add(version.resolve("bin"));
        }
        if (searchPath != null) {
            for (String directory : searchPath.split(File.pathSeparator)) {
                if (!directory.isEmpty()) {
                    directories.add(Path.of(directory));
                }
            }
        }
        return directories;
    }

    private Optional<PostgresInstallation> inspect(Path program) {
        try {
            FileTime modified = Files.getLastModifiedTime(program);
            Known before = known.get(program);
            if (before != null && before.modified().equals(modified)) {
                return Optional.of(before.installation());
            }
            Optional<PostgresInstallation> found = versions.ask(program);
            found.ifPresent(installation -> known.put(program, new Known(modified, installation)));
            return found;
        } catch (IOException e) {
            LOG.warn("{} is left out: it cannot be asked for its version: {}", program, e.getMessage());
            return Optional.empty();
        }
    }

    private static List<Path> children(Path directory, String glob) {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        List<Path> children = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, glob)) {
            entries.forEach(children::add);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + directory, e);
        }
        children.sort(Comparator.naturalOrder());
        return children;
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException gone) {
            return path.toAbsolutePath();
        }
    }

    private record Known(FileTime modified, PostgresInstallation installation) {}
}
