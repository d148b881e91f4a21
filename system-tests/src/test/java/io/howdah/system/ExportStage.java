package io.howdah.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A suite, and a backup of a cluster with databases of all kinds, to be exported to a place of its own. */
final class ExportStage implements AutoCloseable {

    static final String ODD = "template-x \"1\"";
    static final String LINES = "two\nlines 'and' \\ öäü €";
    static final String LATIN = "latin";
    private static final int BIG_ROWS = Thorough.count(120_000, 2_000_000);
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final SourceCluster source = SourceCluster.create("shared_buffers = '32MB'");
    private final Suite suite;
    private final Api api;
    private final Path place;
    private String backup = "";

    private ExportStage() throws IOException {
        try {
            suite = Suite.start(
                    Launcher.own(),
                    Map.of(
                            "HOWDAH_RECOVERY_SESSION_FIRSTRETRY", "500ms",
                            "HOWDAH_RECOVERY_SESSION_LONGESTRETRY", "2s",
                            "HOWDAH_RECOVERY_SESSION_RETRIES", "60",
                            "HOWDAH_RECOVERY_AGENT_BREAKEROPEN", "1s"));
        } catch (AssertionError | RuntimeException e) {
            source.close();
            throw e;
        }
        api = suite.api();
        place = Files.createTempDirectory(Path.of("/var/tmp"), "howdah-export-test");
        Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rwxr-xr-x"));
        Command.run("chown", OsUsers.postgres(), place.toString());
    }

    static ExportStage set() throws IOException {
        ExportStage stage = new ExportStage();
        try {
            stage.fill();
            Api.accepted(stage.api.put("/api/v1/clusters/shop", stage.source.registration()));
            stage.backup = stage.api.backUp("shop", Map.of()).path("id").asString();
            return stage;
        } catch (AssertionError | RuntimeException e) {
            stage.close();
            throw e;
        }
    }

    private void fill() {
        Database postgres = source.database("postgres");
        postgres.execute(
                "CREATE ROLE \"o'Brien \"\"x\"\"\" LOGIN PASSWORD 'secret'",
                "CREATE DATABASE shop",
                "CREATE DATABASE " + quoted(ODD),
                "CREATE DATABASE " + quoted(LINES),
                "CREATE DATABASE " + LATIN + " ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0",
                "CREATE DATABASE closed",
                "ALTER DATABASE closed ALLOW_CONNECTIONS false");
        source.database("shop")
                .execute(
                        "CREATE TABLE big AS SELECT n AS id, md5(n::text) || md5((n + 1)::text) AS v FROM generate_series(1, "
                                + BIG_ROWS + ") n",
                        "ALTER TABLE big ADD PRIMARY KEY (id)",
                        "CREATE TABLE event (at date NOT NULL, note text, twice int, four int GENERATED ALWAYS AS (twice * 2) STORED)"
                                + " PARTITION BY RANGE (at)",
                        "CREATE TABLE event_old PARTITION OF event FOR VALUES FROM ('2000-01-01') TO ('2020-01-01')",
                        "CREATE TABLE event_new PARTITION OF event FOR VALUES FROM ('2020-01-01') TO ('2040-01-01')",
                        "INSERT INTO event SELECT date '2010-01-01' + n, 'n' || n, n FROM generate_series(1, 5000) n",
                        "CREATE SCHEMA \"Odd.Schema\"",
                        "CREATE TABLE \"Odd.Schema\".\"T \"\"ö\"\"\" (id serial PRIMARY KEY, v text)",
                        "INSERT INTO \"Odd.Schema\".\"T \"\"ö\"\"\" (v) SELECT 'v' || n FROM generate_series(1, 10) n",
                        "CREATE VIEW recent AS SELECT * FROM event WHERE at > '2020-01-01'",
                        "SELECT lo_from_bytea(0, decode(repeat('00ff10', 50000), 'hex')) FROM generate_series(1, 3)");
        source.database(ODD).execute("CREATE TABLE t AS SELECT n FROM generate_series(1, 100) n");
        source.database(LINES).execute("CREATE TABLE \"ü\" AS SELECT 'ß' || n AS v FROM generate_series(1, 100) n");
        source.database(LATIN).execute("CREATE TABLE \"tür\" AS SELECT 'éàü' || n AS v FROM generate_series(1, 100) n");
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    Suite suite() {
        return suite;
    }

    Api api() {
        return api;
    }

    SourceCluster source() {
        return source;
    }

    String backup() {
        return backup;
    }

    /** Where exports go. */
    Path place() {
        return place;
    }

    /** Removes what was delivered. */
    void clear() {
        Command.run("find", place.toString(), "-mindepth", "1", "-delete");
    }

    JsonNode export(Map<String, Object> request, String end) {
        return export(request, place.resolve("out"), end);
    }

    JsonNode export(Map<String, Object> request, Path directory, String end) {
        return awaitEnd(begin(request, directory), end);
    }

    JsonNode begin(Map<String, Object> request) {
        return begin(request, place.resolve("out"));
    }

    private JsonNode begin(Map<String, Object> request, Path directory) {
        Map<String, Object> body = new HashMap<>(request);
        body.put("target", Map.of("directory", directory.toString()));
        return Api.accepted(api.post("/api/v1/exports", body));
    }

    JsonNode awaitEnd(JsonNode export, String state) {
        Set<String> others = new HashSet<>(Set.of("COMPLETED", "FAILED", "CANCELED"));
        others.remove(state);
        return api.await(path(export), state, others);
    }

    /** Waits until the session has begun the step. */
    void awaitStep(JsonNode export, String step) {
        Awaitility.await(step)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> step(export, step).path("attempts").asInt() > 0);
    }

    boolean isAt(JsonNode export, String step) {
        return step(export, step).path("state").asString().equals("RUNNING");
    }

    JsonNode step(JsonNode export, String name) {
        return Api.accepted(api.get(session(export)))
                .path("steps")
                .valueStream()
                .filter(step -> step.path("name").asString().equals(name))
                .findFirst()
                .orElseThrow();
    }

    static String path(JsonNode export) {
        return "/api/v1/exports/" + export.path("id").asString();
    }

    static String session(JsonNode export) {
        return "/api/v1/sessions/" + export.path("sessionId").asString();
    }

    /** Where the dump of a database was delivered. */
    static Path delivered(JsonNode export, String database) {
        return Path.of(dump(export, database).path("path").asString());
    }

    static JsonNode dump(JsonNode export, String database) {
        return export.path("dumps")
                .valueStream()
                .filter(dump -> dump.path("database").asString().equals(database))
                .findFirst()
                .orElseThrow();
    }

    /** @param database to restore into; null to make the one that was dumped */
    static void restore(SourceCluster into, Path directory, @Nullable String database) {
        List<String> arguments = new ArrayList<>(List.of(SourceCluster.bin("pg_restore"), "-Fd", "-j", "2", "-e"));
        arguments.addAll(List.of("-h", into.socketDirectory().toString(), "-p", Integer.toString(into.port())));
        if (database == null) {
            arguments.add("-C");
        }
        arguments.addAll(List.of("-d", database == null ? "postgres" : database, directory.toString()));
        Command.runAs(OsUsers.postgres(), arguments.toArray(String[]::new));
    }

    /** What pg_dump says of it, without the two lines that have another random word each time. */
    static String schema(SourceCluster cluster, String database) {
        return Command.runAs(
                        OsUsers.postgres(),
                        SourceCluster.bin("pg_dump"),
                        "-s",
                        "-E",
                        "UTF8",
                        "-d",
                        "host=" + cluster.socketDirectory() + " port=" + cluster.port() + " dbname='"
                                + database.replace("\\", "\\\\").replace("'", "\\'") + "'")
                .lines()
                .filter(line -> !line.matches("\\\\(un)?restrict .*"))
                .collect(Collectors.joining("\n"));
    }

    /** Temporary dumps of this suite: their ids are those of its exports. */
    List<String> dumpsHere() throws IOException {
        List<String> ours = Api.accepted(api.get("/api/v1/exports?limit=1000"))
                .path("items")
                .valueStream()
                .map(export -> "howdah-dump-" + export.path("id").asString())
                .toList();
        List<String> found = new ArrayList<>();
        for (Path directory : List.of(Path.of("/var/tmp"), Path.of("/tmp"))) {
            try (Stream<Path> children = Files.list(directory)) {
                children.map(child -> child.getFileName().toString())
                        .filter(ours::contains)
                        .forEach(found::add);
            }
        }
        return found;
    }

    @Override
    public void close() {
        try (source;
                suite) {
            Command.run("rm", "-rf", place.toString());
        }
    }
}
