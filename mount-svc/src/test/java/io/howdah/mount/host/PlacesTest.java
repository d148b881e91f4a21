package io.howdah.mount.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.howdah.mount.config.MountProperties;
import io.howdah.mount.os.Host;
import io.howdah.openapi.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** The checks of repository, mount root, run directory and write cache root. */
class PlacesTest {

    @TempDir
    Path home;

    @Test
    void makesWhatIsAbsentWithTheModesItNeeds() throws IOException {
        Files.createDirectory(home.resolve("repository"));
        assertThat(new PlacesCheck(properties("1KB")).problems()).isEmpty();
        assertThat(new WriteCacheCheck(properties("1KB")).problems()).isEmpty();
        assertThat(mode("mounts")).isEqualTo("rwxr-xr-x");
        assertThat(mode("caches")).isEqualTo("rwx--x--x");
        assertThat(mode("run")).isEqualTo("rwx------");
    }

    @Test
    void saysWhatIsWrongWithEach() throws IOException {
        Files.createFile(home.resolve("mounts"));
        Files.createFile(home.resolve("caches"));
        assertThat(new PlacesCheck(properties("1KB")).problems())
                .extracting(HostProblem::code)
                .containsExactly("REPOSITORY_UNREADABLE", "MOUNT_ROOT_UNUSABLE");
        assertThat(new WriteCacheCheck(properties("1KB")).problems())
                .extracting(HostProblem::code)
                .containsExactly("WRITE_CACHE_UNSUITABLE");
    }

    @Test
    void saysHowMuchSpaceIsMissing() {
        assertThat(new WriteCacheCheck(properties("900TB")).problems())
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.code()).isEqualTo("WRITE_CACHE_TOO_SMALL");
                    assertThat(problem.detail())
                            .contains(home.resolve("caches").toString(), Long.toString(900L << 40))
                            .matches(".*and \\d+ are free.*");
                });
    }

    @Test
    void refusesAFileSystemThatWillNotDo() throws Exception {
        assumeTrue(Host.effectiveUser() == 0, "only root can mount a ramfs");
        Path caches = Files.createDirectory(home.resolve("caches"));
        run("mount", "-t", "ramfs", "howdah-test", caches.toString());
        try {
            assertThat(new WriteCacheCheck(properties("0B")).problems())
                    .singleElement()
                    .satisfies(problem -> {
                        assertThat(problem.code()).isEqualTo("WRITE_CACHE_UNSUITABLE");
                        assertThat(problem.detail()).contains("no extended attributes");
                    });
            assertThat(caches).isEmptyDirectory();
        } finally {
            run("umount", caches.toString());
        }
    }

    private static void run(String... command) throws Exception {
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }

    @Test
    void trustsNoWriteCacheRootOfAnotherUser() throws IOException {
        assumeTrue(Host.effectiveUser() == 0, "only root can give a directory away");
        Path caches = Files.createDirectory(home.resolve("caches"));
        Files.setAttribute(caches, "unix:uid", 65534);
        assertThat(new WriteCacheCheck(properties("1KB")).problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.detail()).contains("belongs to user id 65534"));
    }

    @Test
    void namesTheDirectoryThatTheInstancesUserMayNotEnter() throws IOException {
        assumeTrue(Host.effectiveUser() == 0, "only root mounts for others");
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx--x--x"));
        Path closed = Files.createDirectory(
                home.resolve("closed"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.createDirectory(closed.resolve("mounts"));
        Files.createDirectory(home.resolve("caches"));
        OsUser nobody = new OsUsers().find("nobody").orElseThrow();

        assertThatThrownBy(() -> new Reachability(properties("1KB", "closed/mounts")).require(nobody))
                .isInstanceOfSatisfying(ProblemException.class, e -> {
                    assertThat(e.code()).isEqualTo("PATH_FORBIDDEN");
                    assertThat(e.detail()).contains("may not enter " + closed + ",");
                });
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx--x--x"));
        new Reachability(properties("1KB", "closed/mounts")).require(nobody);
    }

    private MountProperties properties(String minimum) {
        return properties(minimum, "mounts");
    }

    private MountProperties properties(String minimum, String mounts) {
        var source = new MapConfigurationPropertySource(Map.of(
                "howdah.mount.repository", home.resolve("repository"),
                "howdah.mount.mount-root", home.resolve(mounts),
                "howdah.mount.write-cache-root", home.resolve("caches"),
                "howdah.mount.run-directory", home.resolve("run"),
                "howdah.mount.write-cache-minimum", minimum));
        return new Binder(source).bind("howdah.mount", MountProperties.class).get();
    }

    private String mode(String directory) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve(directory)));
    }
}
