package io.howdah.mover.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresInstallationsTest {

    @TempDir
    private Path root;

    @Test
    void looksInTheUsualPlacesTheConfiguredOnesAndThePath() throws IOException {
        install("usr/lib/postgresql/15/bin", "postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)");
        install("usr/pgsql-16/bin", "postgres (PostgreSQL) 16.2");
        Path own = install("opt/pg/bin", "postgres (PostgreSQL) 18beta1");
        Path path = install("home/bin", "postgres (PostgreSQL) 14.0");
        install("usr/lib/postgresql/9/bin", "postgres (PostgreSQL) 9.6.24");
        install("usr/lib/postgresql/x/bin", "something else");
        PostgresInstallations installations = new PostgresInstallations(List.of(own), root, path + "::/nonexistent");
        assertThat(installations.all())
                .extracting(PostgresInstallation::version)
                .containsExactly("18beta1", "16.2", "15.18", "14.0");
        assertThat(installations.ofMajor(18))
                .map(PostgresInstallation::binDirectory)
                .contains(own);
        assertThat(installations.ofMajor(9)).isEmpty();
    }

    @Test
    void aLinkedInstallationCountsOnce() throws IOException {
        Path bin = install("usr/lib/postgresql/15/bin", "postgres (PostgreSQL) 15.1");
        Path link = Files.createSymbolicLink(root.resolve("link"), bin);
        assertThat(new PostgresInstallations(List.of(), root, link.toString()).all())
                .hasSize(1);
    }

    @Test
    void aConfiguredOneIsPreferredAndAnUpgradeSeen() throws IOException {
        install("usr/lib/postgresql/15/bin", "postgres (PostgreSQL) 15.1");
        Path own = install("opt/pg/bin", "postgres (PostgreSQL) 15.0");
        PostgresInstallations installations = new PostgresInstallations(List.of(own), root, null);
        assertThat(installations.ofMajor(15)).map(PostgresInstallation::version).contains("15.0");
        install("opt/pg/bin", "postgres (PostgreSQL) 15.9");
        Files.setLastModifiedTime(
                own.resolve("postgres"), FileTime.from(Instant.now().plusSeconds(5)));
        assertThat(installations.ofMajor(15)).map(PostgresInstallation::version).contains("15.9");
    }

    @Test
    void modulesAreFoundBesideThePrograms() {
        PostgresInstallation real = new PostgresInstallation("15.1", 15, Path.of("/usr/lib/postgresql/15/bin"));
        assertThat(real.libraryDirectory()).contains(Path.of("/usr/lib/postgresql/15/lib"));
        assertThat(real.hasIcu()).isTrue();
        assertThat(new PostgresInstallation("15.1", 15, root).libraryDirectory())
                .isEmpty();
    }

    @Test
    void nobodyIsRootByName() {
        assertThat(new OsUser("postgres", 101).root()).isFalse();
        assertThat(new OsUser("toor", 0).root()).isTrue();
        assertThat(new OsUser("?", 1234).name()).isEqualTo("1234");
    }

    private Path install(String directory, String version) throws IOException {
        Path bin = Files.createDirectories(root.resolve(directory));
        Path program = bin.resolve("postgres");
        Files.writeString(program, "#!/bin/sh\necho '" + version + "'\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        return bin.toRealPath();
    }
}
