package io.howdah.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import tools.jackson.databind.JsonNode;

/** Hosts that cannot mount: each is found out before anything is made, and said. */
@Tag("alone")
class HostProblemsSystemTest {

    @Test
    void tooLittleSpaceForTheWriteCache() {
        try (Suite suite = Suite.start(Launcher.own(), Map.of("HOWDAH_MOUNT_WRITECACHEMINIMUM", "900TB"))) {
            assertPublishFails(suite, "WRITE_CACHE_TOO_SMALL");
        }
    }

    @Test
    @EnabledIf(value = "io.howdah.system.OsUsers#isRoot", disabledReason = "only root can mount a ramfs")
    void aWriteCacheOnAFileSystemThatWillNotDo() throws IOException {
        Path ramfs = Files.createTempDirectory(Path.of("/var/tmp"), "howdah-ramfs");
        Command.run("mount", "-t", "ramfs", "howdah-test", ramfs.toString());
        try {
            try (Suite suite = Suite.start(Launcher.own(), Map.of("HOWDAH_MOUNT_WRITECACHEROOT", ramfs + "/cache"))) {
                assertPublishFails(suite, "WRITE_CACHE_UNSUITABLE");
            }
        } finally {
            Command.run("umount", ramfs.toString());
            Files.delete(ramfs);
        }
    }

    @Test
    @EnabledIf(value = "io.howdah.system.OsUsers#isRoot", disabledReason = "only root can hide a device")
    void fuseDeviceMissing() {
        try (Suite suite = Suite.start(Launcher.isolated(), Map.of())) {
            suite.inItsMounts("umount", "/dev/fuse");
            suite.inItsMounts("mount", "--bind", "/dev/null", "/dev/fuse");
            assertPublishFails(suite, "FUSE_DEVICE_MISSING");
        }
    }

    @Test
    @EnabledIf(value = "io.howdah.system.OsUsers#isRoot", disabledReason = "only root can hide a library")
    void libfuseMissing() {
        try (Suite suite = Suite.start(Launcher.isolated(), Map.of())) {
            String library = Command.run("sh", "-c", "ldconfig -p | sed -n 's/.*libfuse.so.2 .*=> //p' | head -1")
                    .strip();
            suite.inItsMounts("mount", "--bind", "/dev/null", library);
            assertPublishFails(suite, "LIBFUSE_MISSING");
        }
    }

    private static void assertPublishFails(Suite suite, String code) {
        try (SourceCluster source = SourceCluster.create()) {
            Api api = suite.api();
            Api.accepted(api.put("/api/v1/clusters/small", source.registration()));
            api.backUp("small", Map.of());
            Leftovers before = Leftovers.look();
            JsonNode failed = api.publishExpectingFailure(Map.of("cluster", "small"));
            assertThat(failed.path("error").path("code").asString())
                    .as("%s", failed)
                    .isEqualTo(code);
            assertThat(failed.path("error").path("hint").asString()).isNotEmpty();
            before.assertNothingAdded();
        }
    }
}
