package io.howdah.mover.instance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The configuration files of a mounted cluster. Bytes that are not ASCII pass unchanged, whatever their encoding.
 *
 * @param data the data directory
 * @param externals holds files from outside the data directory below their original absolute paths; null when there are
 *     none
 */
record ConfigurationFiles(Path data, @Nullable Path externals) {

    /** The text of a file; empty when there is no such file. */
    Optional<String> read(Path file) {
        try {
            return Files.isDirectory(file)
                    ? Optional.empty()
                    : Optional.of(Files.readString(file, StandardCharsets.ISO_8859_1));
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    /** The files below a directory at any depth, sorted; empty when there is no such directory. */
    List<Path> filesBelow(Path directory) {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + directory, e);
        }
    }

    boolean exists(Path path) {
        return Files.exists(path);
    }
}
