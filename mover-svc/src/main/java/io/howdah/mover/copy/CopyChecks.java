package io.howdah.mover.copy;

import io.howdah.mover.host.OsUser;
import io.howdah.mover.instance.ConfigurationLine;
import io.howdah.mover.instance.NativeServers;
import io.howdah.openapi.problem.ProblemException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** Looks at the places that a copy is to fill, and says what keeps it from that. Changes nothing. */
@Component
class CopyChecks {

    private final OsUser user;
    private final NativeServers servers;

    CopyChecks(OsUser user, NativeServers servers) {
        this.user = user;
        this.servers = servers;
    }

    /**
     * The places as they are, when the copy may fill them; without those that it changes, which do not come back.
     *
     * @param systemIdentifier of the backup's cluster
     */
    List<Place> requirePlaces(CopyPlan plan, String systemIdentifier, Existing existing) {
        Path data = plan.dataDirectory();
        if (data.getParent() == null) {
            throw unwritable(data, "is the root directory");
        }
        servers.requireNone(data);
        List<Place> places = new ArrayList<>();
        dataPlace(data, systemIdentifier, existing).ifPresent(places::add);
        plan.tablespaces()
                .values()
                .forEach(path -> tablespacePlace(plan, path, existing).ifPresent(places::add));
        places.addAll(configurationPlaces(plan, existing != Existing.REFUSED));
        return places;
    }

    private Optional<Place> dataPlace(Path data, String systemIdentifier, Existing existing) {
        if (!exists(data)) {
            requireWritableParent(data, "data directory");
            return Optional.of(Place.absent(data));
        }
        if (!Files.isDirectory(data)) {
            throw notEmpty("data directory " + data + " is not a directory", "choose another path");
        }
        if (isEmpty(data)) {
            requireOwned(data);
            return Optional.of(Place.empty(data));
        }
        return switch (existing) {
            case REFUSED ->
                throw notEmpty(
                        "data directory " + data + " is not empty",
                        "choose another one, or send overwrite: true: what is there is then removed when the restore"
                                + " has succeeded; or delta: true, if it is an older state of the same cluster");
            case SET_ASIDE -> {
                requireWritableParent(data, "data directory");
                yield Optional.of(Place.occupied(data));
            }
            case CHANGED -> {
                requireOwned(data);
                requireOfCluster(data, systemIdentifier);
                yield Optional.empty();
            }
        };
    }

    /** A directory that was left half changed has no pg_control, but a journal. */
    private void requireOfCluster(Path data, String systemIdentifier) {
        Optional<String> found = servers.systemIdentifier(data);
        boolean halfChanged = found.isEmpty() && Files.exists(CopyJournal.file(data));
        if (!halfChanged && !found.equals(Optional.of(systemIdentifier))) {
            throw ProblemException.conflict(
                    "DATA_DIRECTORY_OF_OTHER_CLUSTER",
                    "data directory " + data + " cannot be changed into the backup: "
                            + found.map(other -> "its system identifier is " + other + ", that of the backup "
                                            + systemIdentifier)
                                    .orElse("it has no pg_control"),
                    "restore into another directory, or with overwrite instead of delta");
        }
    }

    /** A tablespace directory may be shared with other clusters; what PostgreSQL makes in it has its version's name. */
    private Optional<Place> tablespacePlace(CopyPlan plan, Path path, Existing existing) {
        if (!exists(path)) {
            requireWritableParent(path, "tablespace directory");
            return Optional.of(Place.absent(path));
        }
        if (!Files.isDirectory(path)) {
            throw tablespaceNotEmpty(path, "it is not a directory");
        }
        requireOwned(path);
        if (isEmpty(path)) {
            return Optional.of(Place.empty(path));
        }
        Path version = plan.directories().keySet().stream()
                .filter(directory -> path.equals(directory.getParent()))
                .findFirst()
                .orElse(path.resolve("PG"));
        if (!exists(version)) {
            return Optional.of(Place.absent(version));
        }
        if (existing == Existing.REFUSED || !linksTo(plan.dataDirectory(), path)) {
            throw tablespaceNotEmpty(
                    path,
                    version.getFileName() + " is there"
                            + (existing == Existing.REFUSED ? "" : ", and not of the cluster that is there"));
        }
        return existing == Existing.CHANGED ? Optional.empty() : Optional.of(Place.occupied(version));
    }

    private List<Place> configurationPlaces(CopyPlan plan, boolean overwrite) {
        Optional<Path> debian = plan.configuration().debianDirectory();
        List<Path> paths = new ArrayList<>(debian.stream().toList());
        plan.externals().stream()
                .filter(file -> debian.isEmpty() || !file.startsWith(debian.get()))
                .forEach(paths::add);
        List<Place> places = new ArrayList<>();
        for (Path path : paths) {
            if (!exists(path)) {
                requireWritableParent(path, "configuration");
                places.add(Place.absent(path));
            } else if (overwrite && isOf(plan.main(), plan.dataDirectory())) {
                requireWritableParent(path, "configuration");
                places.add(Place.occupied(path));
            } else {
                throw ProblemException.conflict(
                        "CONFIGURATION_EXISTS",
                        "the backup has its configuration outside of its data directory, and there is another one in "
                                + path,
                        debian.isPresent()
                                ? "the last part of dataDirectory names the restored cluster: choose another one"
                                : "restore on another host, or with overwrite onto the cluster itself");
            }
        }
        return places;
    }

    /** Whether a postgresql.conf is that of a data directory. */
    private static boolean isOf(Path main, Path data) {
        try {
            return Files.exists(main)
                    && Files.readString(main, StandardCharsets.ISO_8859_1)
                            .lines()
                            .flatMap(line -> ConfigurationLine.parse(line).stream())
                            .anyMatch(line -> line.name().equals("data_directory")
                                    && Path.of(line.value()).equals(data));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + main, e);
        }
    }

    private static boolean linksTo(Path data, Path tablespace) {
        Path links = data.resolve("pg_tblspc");
        if (!Files.isDirectory(links)) {
            return false;
        }
        try (Stream<Path> entries = Files.list(links)) {
            Path real = tablespace.toRealPath();
            for (Path link : entries.filter(Files::exists).toList()) {
                if (link.toRealPath().equals(real)) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look at the tablespaces of " + data, e);
        }
    }

    private void requireWritableParent(Path path, String what) {
        Path parent = path.getParent();
        if (parent == null || !Files.isDirectory(parent)) {
            throw ProblemException.unprocessable(
                    "DIRECTORY_MISSING",
                    what + " " + path + " cannot be made: " + parent + " is not there",
                    "make " + parent + " for " + user.name() + ", or choose another path");
        }
        if (!Files.isWritable(parent)) {
            throw unwritable(path, "cannot be made by " + user.name() + ": it may not write in " + parent);
        }
    }

    private void requireOwned(Path directory) {
        try {
            int owner = (Integer) Files.getAttribute(directory, "unix:uid");
            if (owner != user.uid() || !Files.isWritable(directory)) {
                throw unwritable(directory, "does not belong to " + user.name());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look at " + directory, e);
        }
    }

    /**
     * Told for each file system, with both numbers: what is needed there, and what is free.
     *
     * @param existing what is changed needs no space of its own
     */
    void requireSpace(CopyPlan plan, Existing existing) {
        Map<Path, Path> nearest = new HashMap<>();
        Map<Object, Long> needed = new LinkedHashMap<>();
        Map<Object, Path> where = new HashMap<>();
        Stream.concat(plan.files().stream(), Stream.of(plan.control())).forEach(file -> {
            Path above = nearest.computeIfAbsent(file.path().resolveSibling(""), CopyChecks::existing);
            Object device = device(above);
            long there = existing == Existing.CHANGED ? size(file.path()) : 0;
            needed.merge(device, Math.max(0, file.entry().size() - there), Long::sum);
            where.putIfAbsent(device, above);
        });
        List<String> lacking = new ArrayList<>();
        needed.forEach((device, bytes) -> {
            Path path = Objects.requireNonNull(where.get(device));
            long free = usable(path);
            if (bytes > free) {
                lacking.add(bytes + " bytes are needed in the file system of " + path + ", and " + free + " are free");
            }
        });
        if (!lacking.isEmpty()) {
            throw new ProblemException(
                    HttpStatus.INSUFFICIENT_STORAGE,
                    "SPACE_INSUFFICIENT",
                    String.join("; ", lacking),
                    "make room, restore elsewhere, or map tablespaces to other file systems");
        }
    }

    private static long size(Path file) {
        try {
            return Files.isRegularFile(file) ? Files.size(file) : 0;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look at " + file, e);
        }
    }

    private static long usable(Path path) {
        try {
            return Files.getFileStore(path).getUsableSpace();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot ask for the free space of " + path, e);
        }
    }

    private static Object device(Path path) {
        try {
            return Files.getAttribute(path, "unix:dev");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look at " + path, e);
        }
    }

    private static Path existing(Path path) {
        @Nullable Path candidate = path;
        while (candidate != null && !Files.exists(candidate)) {
            candidate = candidate.getParent();
        }
        return candidate == null ? Path.of("/") : candidate;
    }

    private static boolean exists(Path path) {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
    }

    private boolean isEmpty(Path directory) {
        try (Stream<Path> content = Files.list(directory)) {
            return content.findAny().isEmpty();
        } catch (IOException e) {
            throw unwritable(directory, "cannot be read by " + user.name());
        }
    }

    private static ProblemException unwritable(Path path, String why) {
        return ProblemException.unprocessable(
                "DIRECTORY_NOT_WRITABLE", path + " " + why, "correct its owner and mode, or choose another path");
    }

    private static ProblemException notEmpty(String detail, String hint) {
        return ProblemException.conflict("DATA_DIRECTORY_NOT_EMPTY", detail, hint);
    }

    private static ProblemException tablespaceNotEmpty(Path path, String why) {
        return ProblemException.conflict(
                "TABLESPACE_NOT_EMPTY",
                "tablespace directory " + path + " cannot be used: " + why,
                "name another one in tablespaceMapping");
    }
}
