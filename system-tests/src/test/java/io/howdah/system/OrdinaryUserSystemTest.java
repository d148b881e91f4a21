package io.howdah.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import tools.jackson.databind.JsonNode;

/** The whole suite as one ordinary user: no root, no allow_other. */
@Tag("alone")
class OrdinaryUserSystemTest {

    private static final String USER = "howdah-tester";

    @Test
    @EnabledIf(value = "io.howdah.system.OsUsers#isRoot", disabledReason = "only root can make another user")
    void publishesWithoutRoot() throws IOException {
        Path directory = Files.createTempDirectory(Path.of("/var/tmp"), "howdah-checkout");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        Command.run("useradd", "--no-create-home", "--home-dir", directory.toString(), USER);
        try {
            Leftovers before = Leftovers.look();
            Launcher launcher = Launcher.ofAnotherUser(USER, directory.resolve("howdah"));
            try (Suite suite = Suite.start(launcher, Map.of());
                    SourceCluster source = SourceCluster.createAs(USER)) {
                SampleContent.create(source);
                Api api = suite.api();
                Api.accepted(api.put("/api/v1/clusters/shop", source.registration()));
                Map<String, String> contents = source.database("postgres").contents();
                api.backUp("shop", Map.of());

                JsonNode publication = api.publish(Map.of("cluster", "shop"));

                assertThat(publication.path("osUser").asString()).isEqualTo(USER);
                assertThat(Database.of(publication, "postgres").contents()).isEqualTo(contents);
                Database.of(publication, "shop").execute("UPDATE orders SET note = 'mine'", "CHECKPOINT");
                api.unpublish(publication);
            }
            before.assertNothingAdded();
        } finally {
            Command.run("userdel", USER);
            Command.run("rm", "-rf", directory.toString());
        }
    }
}
