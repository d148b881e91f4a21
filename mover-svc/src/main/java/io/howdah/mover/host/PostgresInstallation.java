package io.howdah.mover.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * PostgreSQL's server programs as they are installed in one directory.
 *
 * @param version as {@code postgres -V} prints it, such as 15.18 or 18beta1
 */
public record PostgresInstallation(String version, int major, Path binDirectory) {

    public Path program(String name) {
        return binDirectory.resolve(name);
    }

    /**
     * Where loadable modules lie ({@code pkglibdir}): PostgreSQL finds it relative to its programs, and so do we,
     * because {@code pg_config} is often not installed. Empty when it is not to be found.
     */
    public Optional<Path> libraryDirectory() {
        try {
            Path prefix = binDirectory.toRealPath().getParent();
            if (prefix == null) {
                return Optional.empty();
            }
            // every build has the WAL receiver as a module
            return Stream.of("lib", "lib/postgresql", "lib64", "lib64/pgsql", "lib64/postgresql", "lib/pgsql")
                    .map(prefix::resolve)
                    .filter(directory -> Files.exists(directory.resolve("libpqwalreceiver.so")))
                    .findFirst();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look into " + binDirectory, e);
        }
    }

    /** Whether it was built with ICU, which its program then is linked to. */
    public boolean hasIcu() {
        try (FileChannel file = FileChannel.open(program("postgres"), StandardOpenOption.READ)) {
            // an ELF file names the libraries that it needs
            ByteBuffer content = file.map(FileChannel.MapMode.READ_ONLY, 0, file.size());
            return StandardCharsets.ISO_8859_1.decode(content).toString().contains("libicui18n");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + program("postgres"), e);
        }
    }
}
