package io.howdah.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** What users do wrong, and what they are told. */
@Tag("alone")
@ExtendWith(SharedSuite.class)
class ProblemsSystemTest {

    private static Suite suite;
    private static Api api;
    private static SourceCluster source;

    @BeforeAll
    static void start(Suite shared) {
        suite = shared;
        api = suite.api();
        source = SourceCluster.create();
        source.database("postgres")
                .execute(
                        "CREATE TABLE t AS SELECT n FROM generate_series(1, 1000) n",
                        "CREATE ROLE operator LOGIN REPLICATION PASSWORD 'correct horse'");
        Api.accepted(api.put("/api/v1/clusters/small", source.registration()));
        api.backUp("small", Map.of());
    }

    @AfterAll
    static void takeDown() {
        source.close();
    }

    @Test
    void withoutATokenNothingIsAnswered() {
        Api.Answer answer = new Api(suite.url(), "wrong").get("/api/v1/clusters");
        refused(answer, 401, "UNAUTHORIZED");
    }

    @Test
    void unknownThings() {
        refused(api.get("/api/v1/clusters/none"), 404, "CLUSTER_NOT_FOUND");
        refused(api.get("/api/v1/backups/none"), 404, "BACKUP_NOT_FOUND");
        refused(api.get("/api/v1/publications/none"), 404, "PUBLICATION_NOT_FOUND");
        refused(api.get("/api/v1/sessions/none"), 404, "SESSION_NOT_FOUND");
        refused(api.post("/api/v1/backups", Map.of("cluster", "none", "type", "FULL")), 404, "CLUSTER_NOT_FOUND");
        refused(api.post("/api/v1/publications", Map.of("backupId", "none")), 404, "BACKUP_NOT_FOUND");
        refused(api.post("/api/v1/publications", Map.of("cluster", "none")), 404, "CLUSTER_NOT_FOUND");
    }

    @Test
    void malformedRequests() {
        refused(api.post("/api/v1/publications", Map.of("cluster", "small", "colour", "red")), 400, "UNKNOWN_FIELD");
        refused(api.send("POST", "/api/v1/publications", "{\"cluster\": "), 400, "MALFORMED_BODY");
        refused(api.post("/api/v1/publications", Map.of("cluster", "../etc")), 400, "INVALID_VALUE");
        refused(api.post("/api/v1/publications", Map.of("cluster", "small", "port", 70_000)), 400, "INVALID_VALUE");
        assertThat(api.get("/api/v1/clusters/..%2F..%2Fetc").status()).isEqualTo(400);
        refused(api.put("/api/v1/clusters/large", Map.of("user", "x".repeat(3 << 20))), 413, "PAYLOAD_TOO_LARGE");
    }

    @Test
    void clustersThatCannotBeRegistered() {
        refused(register("dataDirectory", "/usr/share"), 422, "NOT_A_DATA_DIRECTORY");
        refused(register("port", FreePorts.one()), 422, "CLUSTER_NOT_RUNNING");
        Map<String, Object> overTcp = source.registration();
        overTcp.remove("socketDirectory");
        overTcp.put("user", "nobody_we_know");
        refused(api.put("/api/v1/clusters/other", overTcp), 422, null);
    }

    @Test
    void aWrongPasswordIsNamed() {
        try (SourceCluster strict = SourceCluster.create()) {
            strict.database("postgres").execute("CREATE ROLE operator LOGIN SUPERUSER PASSWORD 'correct horse'");
            Command.run(
                    "sed",
                    "-i",
                    "s/trust$/scram-sha-256/",
                    strict.data().resolve("pg_hba.conf").toString());
            Command.runAs(
                    OsUsers.postgres(),
                    SourceCluster.bin("pg_ctl"),
                    "reload",
                    "-D",
                    strict.data().toString());
            Map<String, Object> body = strict.registration();
            body.put("user", "operator");
            body.put("password", "wrong");
            refused(api.put("/api/v1/clusters/strict", body), 422, "WRONG_PASSWORD");
            body.put("password", "correct horse");
            JsonNode accepted = Api.accepted(api.put("/api/v1/clusters/strict", body));
            assertThat(accepted.toString()).doesNotContain("correct horse");
            JsonNode backup = api.backUp("strict", Map.of());
            api.delete("/api/v1/backups/" + backup.path("id").asString());
        }
    }

    @Test
    void anOccupiedPortFailsThePublicationAndLeavesNothing() throws IOException {
        Leftovers before = Leftovers.look();
        try (ServerSocket occupied = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            JsonNode failed = api.publishExpectingFailure(Map.of("cluster", "small", "port", occupied.getLocalPort()));
            assertThat(failed.path("error").path("code").asString()).isEqualTo("PORT_OCCUPIED");
            assertThat(failed.path("error").path("detail").asString())
                    .contains(Integer.toString(occupied.getLocalPort()));
            assertThat(failed.path("error").path("hint").asString()).isNotEmpty();
        }
        before.assertNothingAdded();
    }

    @Test
    void anOsUserThatThisHostCannotRunAs() {
        JsonNode failed = api.publishExpectingFailure(Map.of("cluster", "small", "osUser", "daemon"));
        assertThat(failed.path("error").path("code").asString()).isEqualTo("OS_USER_MISMATCH");
    }

    @Test
    void aPreloadedLibraryThatIsMissing() {
        String directory =
                Command.run(SourceCluster.bin("pg_config"), "--pkglibdir").strip();
        String library = directory + "/howdah_absent.so";
        Command.run("cp", directory + "/pg_stat_statements.so", library);
        JsonNode backup;
        try (SourceCluster preloading = SourceCluster.create("shared_preload_libraries = 'howdah_absent'")) {
            Api.accepted(api.put("/api/v1/clusters/preloading", preloading.registration()));
            backup = api.backUp("preloading", Map.of());
        } finally {
            Command.run("rm", library);
        }
        Leftovers before = Leftovers.look();
        JsonNode failed =
                api.publishExpectingFailure(Map.of("backupId", backup.path("id").asString()));
        assertThat(failed.path("error").path("code").asString()).isEqualTo("PRELOAD_LIBRARY_MISSING");
        assertThat(failed.path("error").path("detail").asString()).contains("howdah_absent");
        before.assertNothingAdded();
    }

    private static Api.Answer register(String field, Object value) {
        Map<String, Object> body = new HashMap<>(source.registration());
        body.put(field, value);
        return api.put("/api/v1/clusters/other", body);
    }

    private static void refused(Api.Answer answer, int status, @org.jspecify.annotations.Nullable String code) {
        assertThat(answer.status()).as("%s", answer).isEqualTo(status);
        assertThat(answer.contentType()).startsWith("application/problem+json");
        if (code != null) {
            assertThat(answer.code()).as("%s", answer).isEqualTo(code);
        }
        assertThat(answer.body().path("detail").asString()).isNotEmpty();
        assertThat(answer.body().path("hint").asString()).isNotEmpty();
    }
}
