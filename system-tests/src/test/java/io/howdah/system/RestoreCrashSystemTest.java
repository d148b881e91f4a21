package io.howdah.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * A process is killed for certain in the middle of the copy, or of the recovery: the restore goes on without doing
 * again what was done, and leaves the configuration to the byte. The crash matrix kills the others, and at other times.
 */
class RestoreCrashSystemTest {

    /** Of a thousand and more: the copy has begun, and is far from its end. */
    private static final int SOME_PARTS = 100;

    private static Suite suite;
    private static Api api;
    private static SourceCluster source;
    private static Map<String, String> contents;
    private static String configuration;
    private static String backupId;
    private RestoreGround ground;

    @BeforeAll
    static void backUp() throws IOException {
        suite = Suite.start(
                Launcher.own(),
                Map.of(
                        "HOWDAH_MOVER_COPY_CHECKPOINTINTERVAL", "20ms",
                        "HOWDAH_MOVER_COPY_WORKERS", "1",
                        "HOWDAH_RECOVERY_SESSION_FIRSTRETRY", "500ms",
                        "HOWDAH_RECOVERY_SESSION_LONGESTRETRY", "2s",
                        "HOWDAH_RECOVERY_AGENT_BREAKEROPEN", "1s"));
        api = suite.api();
        source = SourceCluster.create("shared_buffers = '16MB'");
        SampleContent.create(source, 200_000);
        contents = source.database("postgres").contents();
        configuration = Files.readString(source.data().resolve("postgresql.conf"));
        Api.accepted(api.put("/api/v1/clusters/shop", source.registration()));
        backupId = api.backUp("shop", Map.of()).path("id").asString();
    }

    @AfterAll
    static void takeDown() {
        source.close();
        suite.close();
    }

    @BeforeEach
    void prepare() {
        ground = RestoreGround.create();
    }

    @AfterEach
    void clear() {
        ground.close();
    }

    @Test
    void theMoverInTheMiddleOfTheCopy() throws IOException {
        Path journal = data().resolve("howdah-copy.journal");
        JsonNode begun = begin();
        await(() -> Files.exists(journal) && Files.readAllLines(journal).size() > SOME_PARTS);

        suite.kill("mover-svc");
        assertThat(journal).as("of the copy, which was not over").exists();
        suite.revive();

        assertRestored(begun);
        assertThat(bytesOfAnEarlierAttempt(begun))
                .as("bytes that were not copied twice")
                .isPositive();
    }

    @Test
    void theServerInTheMiddleOfTheRecovery() throws IOException {
        Path lock = data().resolve("postmaster.pid");
        JsonNode begun = begin();
        await(() -> Files.exists(lock) && !Files.readString(lock).isBlank());

        Command.kill(List.of(Long.valueOf(Files.readAllLines(lock).getFirst())));
        assertThat(data().resolve("recovery.signal"))
                .as("of the recovery, which was not over")
                .exists();

        assertRestored(begun);
    }

    private JsonNode begin() {
        return Api.accepted(api.post(
                "/api/v1/restores",
                Map.of(
                        "backupId", backupId,
                        "dataDirectory", data().toString(),
                        "port", FreePorts.one(),
                        "tablespaceMapping",
                                Map.of("fast", ground.resolve("fast").toString()))));
    }

    private Path data() {
        return ground.resolve("restored");
    }

    private static void await(Callable<Boolean> moment) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .until(moment);
    }

    private void assertRestored(JsonNode begun) throws IOException {
        String id = begun.path("id").asString();
        JsonNode restore = api.await("/api/v1/restores/" + id, "RESTORED", Set.of("FAILED", "CANCELED"));
        Database restored = Database.of(restore, "postgres");
        assertThat(restored.contents()).isEqualTo(contents);
        assertThat(restored.value("SELECT timeline_id FROM pg_control_checkpoint()"))
                .as("it was promoted once")
                .isEqualTo("2");
        assertThat(Files.readString(data().resolve("postgresql.conf"))).isEqualTo(configuration);
        assertThat(ground.content()).containsExactly("fast", "restored");
        assertThat(suite.agent("mover-svc").get("/copies/" + id).status()).isEqualTo(404);
        assertThat(suite.agent("mover-svc").get("/recoveries/" + id).status()).isEqualTo(404);
        assertThat(Traces.of(suite)).isEqualTo(Traces.expected(List.of(), List.of()));
    }

    private static long bytesOfAnEarlierAttempt(JsonNode restore) throws IOException {
        Matcher said = Pattern.compile("copy " + restore.path("id").asString()
                        + " completed in \\d+ ms: \\d+ bytes, (\\d+) of them by an earlier attempt")
                .matcher(Files.readString(suite.home().resolve("logs/mover-svc.log")));
        assertThat(said.find()).as("the log tells of the copy").isTrue();
        return Long.parseLong(said.group(1));
    }
}
