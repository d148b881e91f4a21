package io.howdah.mover.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** Installations that tests make of scripts. */
public final class TestInstallations {

    private TestInstallations() {}

    /** A server of that version, with these programs, which fail. */
    public static void install(Path directory, String version, String... otherPrograms) throws IOException {
        Files.createDirectories(directory);
        script(directory.resolve("postgres"), "echo 'postgres (PostgreSQL) " + version + "'");
        for (String program : otherPrograms) {
            script(directory.resolve(program), "echo no more; exit 1");
        }
    }

    private static void script(Path file, String text) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + text + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** These, and nothing else that is installed on the machine. */
    public static PostgresInstallations of(Path... directories) {
        return new PostgresInstallations(List.of(directories), Path.of("/nonexistent"), null);
    }
}
