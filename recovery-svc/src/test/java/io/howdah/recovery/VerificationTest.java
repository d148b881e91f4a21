package io.howdah.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Backups that are read back, as the public API tells of it. */
class VerificationTest {

    @TempDir
    static Path home;

    private static StubAgents agents;
    private static Service service;

    private String backup;

    @BeforeAll
    static void start() {
        agents = new StubAgents();
        service = Service.start(home, agents.mountUrl(), agents.moverUrl());
        service.registerCluster("shop");
    }

    @AfterAll
    static void stop() {
        service.close();
        agents.close();
    }

    @BeforeEach
    void takeBackup() {
        backup = service.backUp("shop");
    }

    @AfterEach
    void nothingIsLeft() {
        agents.damages = List.of();
        assertThat(agents.leftovers()).isEmpty();
        assertThat(service.delete("/backups/" + backup).status()).isEqualTo(204);
    }

    @Test
    void aBackupThatIsWholeIsSaidToBeIntact() {
        assertThat(service.get("/backups/" + backup).body().has("verification")).isFalse();
        Service.Answer post = verify();
        assertThat(post.location()).isEqualTo("/api/v1/sessions/" + post.text("id"));
        assertThat(post.text("kind")).isEqualTo("VERIFY");
        assertThat(post.text("subject")).isEqualTo(backup);
        JsonNode ended = service.awaitEnd(post.text("id"));
        assertThat(ended.path("state").asString()).isEqualTo("SUCCEEDED");
        assertThat(ended.path("progress").path("bytesDone").asLong()).isEqualTo(1000);
        assertThat(ended.path("steps").get(0).path("message").asString()).isEqualTo("3 files, 1000 bytes");
        assertThat(result()).isEqualTo("INTACT");
    }

    @Test
    void aDamagedOneFailsTheSessionWhichNamesTheFiles() {
        agents.damages = IntStream.range(0, 7)
                .mapToObj(i -> Map.<String, Object>of(
                        "path", "data/base/5/" + i, "offset", i << 20, "message", "its CRC-32C does not match"))
                .toList();
        String session = verify().text("id");
        JsonNode ended = service.awaitEnd(session);
        assertThat(ended.path("state").asString()).isEqualTo("FAILED");
        assertThat(ended.path("error").path("code").asString()).isEqualTo("BACKUP_DAMAGED");
        assertThat(ended.path("error").path("detail").asString())
                .contains("data/base/5/1 at 1048576 (its CRC-32C does not match)", "; and 2 more")
                .doesNotContain("data/base/5/5");
        assertThat(result()).isEqualTo("DAMAGED");

        agents.damages = List.of(); // the file was brought back
        service.post("/sessions/" + session + "/retry", "");
        service.awaitState("/sessions/" + session, "SUCCEEDED");
        assertThat(result()).isEqualTo("INTACT");
    }

    @Test
    void oneThatWasInterruptedGoesOnByItself() {
        agents.answer(
                "PUT",
                "/verification-jobs/",
                1,
                200,
                Map.of(
                        "id",
                        "any",
                        "state",
                        "FAILED",
                        "spec",
                        Map.of("cluster", "shop", "backupId", backup),
                        "files",
                        1,
                        "bytesDone",
                        10,
                        "bytesTotal",
                        1000,
                        "damages",
                        List.of(),
                        "error",
                        StubAgents.problem(503, "VERIFICATION_INTERRUPTED", "mover-svc ended")));
        JsonNode ended = service.awaitEnd(verify().text("id"));
        assertThat(ended.path("state").asString()).isEqualTo("SUCCEEDED");
        assertThat(ended.path("steps").get(0).path("attempts").asInt()).isEqualTo(2);
    }

    @Test
    void whileItIsReadTheBackupStays() {
        var gate = agents.hold("PUT /mover/verification-jobs/");
        String session = verify().text("id");
        Service.Answer again = service.post("/backups/" + backup + "/verification", "");
        assertThat(again.status()).isEqualTo(409);
        assertThat(again.text("code")).isEqualTo("VERIFICATION_RUNNING");
        Service.Answer deletion = service.delete("/backups/" + backup);
        assertThat(deletion.status()).isEqualTo(409);
        assertThat(deletion.text("detail")).contains("verification session " + session);
        gate.countDown();
        assertThat(service.awaitEnd(session).path("state").asString()).isEqualTo("SUCCEEDED");
    }

    @Test
    void anUnknownBackupCannotBeRead() {
        Service.Answer refused = service.post("/backups/none/verification", "");
        assertThat(refused.status()).isEqualTo(404);
        assertThat(refused.text("code")).isEqualTo("BACKUP_NOT_FOUND");
    }

    private Service.Answer verify() {
        Service.Answer answer = service.post("/backups/" + backup + "/verification", "");
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(202);
        return answer;
    }

    private String result() {
        return service.get("/backups/" + backup)
                .body()
                .path("verification")
                .path("result")
                .asString();
    }
}
