package io.howdah.recovery;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;

/** What mount-svc and mover-svc answer when all goes well. */
final class StubResources {

    static final String LAST_WRITE = "2026-11-21T02:00:00.25Z";
    static final int FREE_PORT = 54321;

    private StubResources() {}

    static Map<String, Object> mountHost() {
        return Map.of(
                "osUser",
                "root",
                "mountRoot",
                "/run/media/howdah",
                "writeCacheRoot",
                "/var/tmp/howdah",
                "writeCacheFreeBytes",
                1L << 40,
                "writeCacheMinimumBytes",
                1L << 30,
                "problems",
                List.of());
    }

    static Map<String, Object> moverHost() {
        return Map.of(
                "osUser",
                "postgres",
                "bindumpPort",
                5499,
                "postgresInstallations",
                List.of(Map.of("version", "15.18", "major", 15, "binDirectory", "/usr/lib/postgresql/15/bin")),
                "freeSpace",
                List.of(Map.of("path", "/repository", "bytes", 1L << 41)));
    }

    static Map<String, Object> mount(String id, JsonNode spec) {
        String point = "/run/media/howdah/" + id;
        return new LinkedHashMap<>(Map.of(
                "id",
                id,
                "state",
                "MOUNTED",
                "spec",
                spec,
                "mountPoint",
                point,
                "dataDirectory",
                point + "/data",
                "walDirectory",
                point + "/wal",
                "writeCache",
                Map.of("path", "/var/tmp/howdah/" + id, "bytes", 4096, "durable", true, "lastWriteAt", LAST_WRITE),
                "timings",
                Map.of("tree", 12)));
    }

    static Map<String, Object> instance(String id, JsonNode spec) {
        return new LinkedHashMap<>(Map.of(
                "id",
                id,
                "state",
                "READY",
                "spec",
                spec,
                "host",
                "127.0.0.1",
                "port",
                spec.path("port").asInt(FREE_PORT),
                "socketDirectory",
                "/run/howdah/" + id,
                "reachedLsn",
                "0/3000138",
                "warnings",
                List.of("ssl is off: its certificate is not in the backup"),
                "timings",
                Map.of("spawn", 3, "accepting", 40)));
    }

    static Map<String, Object> receiver(String id, JsonNode spec) {
        return new ConcurrentHashMap<>(Map.of(
                "id",
                id,
                "state",
                "STREAMING",
                "spec",
                spec,
                "slot",
                "howdah_shop_0123abcd",
                "receivedLsn",
                "0/5000200",
                "archivedLsn",
                "0/5000100",
                "lagBytes",
                256));
    }

    static Map<String, Object> verification(String id, JsonNode spec, List<Map<String, Object>> damages) {
        return Map.of(
                "id",
                id,
                "state",
                "COMPLETED",
                "spec",
                spec,
                "files",
                3,
                "bytesDone",
                1000,
                "bytesTotal",
                1000,
                "damages",
                damages);
    }

    static Map<String, Object> copy(String id, JsonNode spec) {
        return Map.of(
                "id",
                id,
                "state",
                "COMPLETED",
                "spec",
                spec,
                "bytesDone",
                1000,
                "bytesTotal",
                1000,
                "bytesWritten",
                700);
    }

    static Map<String, Object> recovery(String id, JsonNode spec, Map<String, Object> copy) {
        boolean pauses = spec.path("action").asString().equals("PAUSE");
        int port =
                copy.get("spec") instanceof JsonNode asked ? asked.path("port").asInt(FREE_PORT) : FREE_PORT;
        return new LinkedHashMap<>(Map.of(
                "id",
                id,
                "state",
                pauses ? "PAUSED" : "PROMOTED",
                "spec",
                spec,
                "host",
                "127.0.0.1",
                "port",
                port,
                "socketDirectory",
                "/var/run/postgresql",
                "reachedLsn",
                "0/3000138",
                "timings",
                Map.of("recover", 200, "start", 100)));
    }

    static Map<String, Object> cluster(String name, String systemIdentifier) {
        return new LinkedHashMap<>(Map.of(
                "name",
                name,
                "state",
                "RUNNING",
                "osUser",
                "postgres",
                "systemIdentifier",
                systemIdentifier,
                "postgresVersion",
                "15.18",
                "major",
                15,
                "dataChecksums",
                true));
    }
}
