package io.howdah.mount.mount;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract as a caller meets it over HTTP. */
class MountHttpTest {

    private static final String GOOD =
            "{\"cluster\":\"shop\",\"backupId\":\"good\",\"osUser\":\"%s\"}".formatted(System.getProperty("user.name"));

    @TempDir
    Path home;

    private Service service;

    @BeforeEach
    void start() throws IOException {
        service = Service.start(home, "--howdah.mount.write-cache-minimum=1MB");
    }

    @AfterEach
    void stop() {
        service.mounts().list().forEach(mount -> service.mounts().delete(mount.getId()));
        service.close();
    }

    @Test
    void answersAsTheContractSays() throws Exception {
        HttpResponse<String> mounted = service.request("PUT", "/mounts/one", GOOD);
        assertThat(mounted.statusCode()).as(mounted.body()).isEqualTo(200);
        assertThat(mounted.body())
                .contains(
                        "\"state\":\"MOUNTED\"", "\"mountPoint\":\"" + home, "\"durable\":false", "\"mountedAt\":\"20")
                .doesNotContain(":null");
        assertThat(service.request("GET", "/mounts", null).body()).startsWith("[{\"id\":\"one\"");
        assertThat(service.request("POST", "/mounts/one/sync", null).body()).contains("\"durable\":true");
        assertThat(service.request("DELETE", "/mounts/one", null).statusCode()).isEqualTo(204);
        assertThat(service.request("DELETE", "/mounts/one", null).statusCode()).isEqualTo(204);
        assertProblem(service.request("GET", "/mounts/one", null), 404, "MOUNT_NOT_FOUND");
        assertProblem(service.request("POST", "/mounts/one/sync", null), 404, "MOUNT_NOT_FOUND");
    }

    @Test
    void refusesWhatItCannotRead() throws Exception {
        assertProblem(service.request("PUT", "/mounts/..%2fone", GOOD), 400, null);
        assertProblem(service.request("PUT", "/mounts/One", GOOD), 400, "INVALID_VALUE");
        assertProblem(service.request("PUT", "/mounts/one", "{"), 400, "MALFORMED_BODY");
        assertProblem(
                service.request("PUT", "/mounts/one", GOOD.replace("\"cluster\":", "\"klaster\":")),
                400,
                "UNKNOWN_FIELD");
        assertProblem(service.request("PUT", "/mounts/one", GOOD.replace("shop", "../shop")), 400, "INVALID_VALUE");
        assertProblem(service.request("PUT", "/mounts/one", " ".repeat(1 << 20) + GOOD), 413, "PAYLOAD_TOO_LARGE");
    }

    @Test
    void showsTheHostAndSaysWhenItIsReady() throws Exception {
        HttpResponse<String> host = service.request("GET", "/host", null);
        assertThat(host.body())
                .contains(
                        "\"problems\":[]",
                        "\"writeCacheMinimumBytes\":1048576",
                        home.resolve("caches").toString());
        assertThat(service.request("GET", "/actuator/health/readiness", null).body())
                .contains("\"status\":\"UP\"", "fuse");
        assertThat(service.request("GET", "/actuator/health/liveness", null).statusCode())
                .isEqualTo(200);
    }

    @Test
    void aWorkerThatTellsNothingIsLeftOutOfTheMetrics() throws Exception {
        service.request("PUT", "/mounts/one", GOOD);
        assertThat(service.request("GET", "/actuator/prometheus", null).body())
                .contains("howdah_mount_remounts_total{mount=\"one\"} 0.0", "howdah_write_cache_free_bytes")
                .doesNotContain("howdah_fuse_operation");
    }

    @Test
    void refusesBeforeAnythingIsMadeWhatTheHostCannotDo() throws Exception {
        service.close();
        service = Service.start(home, "--howdah.mount.write-cache-minimum=900TB");
        assertProblem(service.request("PUT", "/mounts/one", GOOD), 422, "WRITE_CACHE_TOO_SMALL");
        assertThat(service.request("GET", "/mounts", null).body()).isEqualTo("[]");
        assertThat(service.request("GET", "/host", null).body()).contains("\"code\":\"WRITE_CACHE_TOO_SMALL\"");
    }

    private static void assertProblem(HttpResponse<String> answer, int status, String code) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        if (code != null) {
            assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
            assertThat(answer.body()).contains("\"code\":\"" + code + "\"", "\"hint\":\"");
        }
    }
}
