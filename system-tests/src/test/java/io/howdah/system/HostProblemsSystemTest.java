package io.howdah.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import tools.jackson.databind.JsonNode;

/**
 * Hosts that cannot mount: each is found out before anything is made, and said. What is wrong is so in the mount table
 * of a suite of its own.
 */
@Tag("alone")
@EnabledIf(value = "io.howdah.system.OsUsers#isRoot", disabledReason = "only root has mount tables of its own")
class HostProblemsSystemTest {

    private static final String FUSE = "/dev/fuse";

    private static Suite suite;
    private static SourceCluster source;

    @BeforeAll
    static void backUp() {
        source = SourceCluster.create();
        suite = Suite.start(Launcher.isolated(), Map.of());
        Api.accepted(suite.api().put("/api/v1/clusters/small", source.registration()));
        suite.api().backUp("small", Map.of());
    }

    @AfterAll
    static void takeDown() {
        source.close();
        suite.close();
    }

    @Test
    void tooLittleSpaceForTheWriteCache() {
        String root = "/var/tmp/howdah/" + suite.name();
        suite.inItsMounts("mount", "-t", "tmpfs", "-o", "size=1m", "howdah-test", root);
        assertPublishFails("WRITE_CACHE_TOO_SMALL");
        suite.inItsMounts("umount", root);
    }

    @Test
    void fuseDeviceMissing() {
        suite.inItsMounts("mount", "--bind", "/dev/null", FUSE);
        assertPublishFails("FUSE_DEVICE_MISSING");
        suite.inItsMounts("umount", FUSE);
    }

    @Test
    void fuseDeviceForbidden() {
        suite.inItsMounts("mount", "-o", "remount,bind,nodev", FUSE);
        assertPublishFails("FUSE_FORBIDDEN");
        suite.inItsMounts("mount", "-o", "remount,bind,dev", FUSE);
    }

    @Test
    void libfuseMissing() {
        String library = Command.run("sh", "-c", "ldconfig -p | sed -n 's/.*libfuse.so.2 .*=> //p' | head -1")
                .strip();
        suite.inItsMounts("mount", "--bind", "/dev/null", library);
        assertPublishFails("LIBFUSE_MISSING");
        suite.inItsMounts("umount", library);
    }

    @Test
    void aWriteCacheOnAFileSystemThatWillNotDo() {
        String root = "/var/tmp/howdah/" + suite.name();
        suite.inItsMounts("mount", "-t", "ramfs", "howdah-test", root);
        assertPublishFails("WRITE_CACHE_UNSUITABLE");
        suite.inItsMounts("umount", root);
    }

    private static void assertPublishFails(String code) {
        Leftovers before = Leftovers.look();
        JsonNode failed = suite.api().publishExpectingFailure(Map.of("cluster", "small"));
        assertThat(failed.path("error").path("code").asString())
                .as("%s", failed)
                .isEqualTo(code);
        assertThat(failed.path("error").path("hint").asString()).isNotEmpty();
        before.assertNothingAdded();
    }
}
