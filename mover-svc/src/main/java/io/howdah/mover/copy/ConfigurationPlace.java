package io.howdah.mover.copy;

import io.howdah.repository.backup.SourceInfo;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where configuration files go that the source has outside of its data directory: to the same paths. Only those of a
 * cluster that is managed as Debian does it, below {@code /etc/postgresql/<major>/<name>}, go with the name that the
 * restored cluster gets: that of its data directory.
 *
 * @param data of the source
 * @param file postgresql.conf of the source; null when it lies in the data directory
 * @param formerName of a Debian cluster, else null
 */
record ConfigurationPlace(
        Path data,
        @Nullable Path file,
        Path newData,
        int major,
        @Nullable String formerName,
        @Nullable String newName) {

    private static final Path DEBIAN_ROOT = Path.of("/etc/postgresql");
    private static final Pattern DEBIAN = Pattern.compile("/etc/postgresql/\\d+/([^/]+)/postgresql\\.conf");

    static ConfigurationPlace of(SourceInfo source, Path newData) {
        Path data =
                Path.of(source.settings().getOrDefault("data_directory", "/")).normalize();
        String named = source.settings().getOrDefault("config_file", "");
        Path file = named.startsWith("/") ? Path.of(named).normalize() : null;
        Matcher debian = DEBIAN.matcher(named);
        String former = debian.matches() ? debian.group(1) : null;
        String name = former == null || newData.equals(data)
                ? former
                : Objects.requireNonNull(newData.getFileName(), "not the root").toString();
        return new ConfigurationPlace(data, file, newData, source.major(), former, name);
    }

    /** The directory that the whole configuration of a Debian cluster goes to. */
    Optional<Path> debianDirectory() {
        return newName == null ? Optional.empty() : Optional.of(directory(newName));
    }

    private Path directory(String name) {
        return DEBIAN_ROOT.resolve(Integer.toString(major)).resolve(name);
    }

    /** Where a file goes that had this path. */
    Path relocate(Path external) {
        if (formerName == null || newName == null || !external.startsWith(directory(formerName))) {
            return external;
        }
        return directory(newName).resolve(directory(formerName).relativize(external));
    }

    @Nullable Path newFile() {
        return file == null ? null : relocate(file);
    }

    /** What the value of a setting that names a place becomes. */
    String relocate(String setting, String value) {
        String moved = value;
        if (setting.equals("data_directory")) {
            return newData.toString();
        }
        if (value.equals(data.toString()) || value.startsWith(data + "/")) {
            moved = newData + value.substring(data.toString().length());
        }
        if (formerName != null && newName != null) {
            moved = moved.replace(major + "/" + formerName, major + "/" + newName)
                    .replace(major + "-" + formerName, major + "-" + newName);
        }
        return moved;
    }
}
