package io.howdah.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;

/**
 * What the services tell Prometheus is true, documented, and gone with what it is about; and the id of a session finds
 * what every service did for it.
 */
class MetricsSystemTest {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Path DOCUMENTS = Path.of("../docs");
    private static final Pattern ROW = Pattern.compile("\\| `(\\w+)` \\| (\\w+) \\|([^|]*)\\| .+ \\|");
    private static final Pattern LABEL = Pattern.compile("`(\\w+)`");

    private static Suite suite;
    private static Api api;
    private static SourceCluster source;
    private static JsonNode backup;
    private static JsonNode publication;
    private static String mount;

    @BeforeAll
    static void backUpAndPublish() {
        suite = Suite.start();
        api = suite.api();
        source = SourceCluster.create();
        source.database("postgres")
                .execute("CREATE TABLE content AS SELECT n, md5(n::text) FROM generate_series(1, 200000) n");
        Api.accepted(api.put("/api/v1/clusters/shop", source.registration()));
        Api.accepted(api.put("/api/v1/clusters/shop/wal-streaming", Map.of()));
        api.await("/api/v1/clusters/shop/wal-streaming", "STREAMING", Set.of());
        backup = api.backUp("shop", Map.of());
        publication = api.publish(Map.of("cluster", "shop"));
        mount = publication.path("id").asString();
    }

    @AfterAll
    static void takeDown() {
        source.close();
        suite.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"api-gateway", "recovery-svc", "mount-svc", "mover-svc"})
    void everyMetricIsDocumentedAndNothingElse(String service) throws IOException {
        api.get("/api/v1/clusters");
        assertThat(Scrape.of(suite, service).families()).containsExactlyInAnyOrderEntriesOf(documented(service));
    }

    @ParameterizedTest
    @ValueSource(strings = {"api-gateway", "recovery-svc", "mount-svc", "mover-svc"})
    void whoHasNoSecretReadsNone(String service) {
        assertThat(Scrape.answer(suite, service, "guessed").statusCode()).isEqualTo(401);
        String other = service.equals("api-gateway") ? "recovery-svc" : "api-gateway";
        assertThat(Scrape.answer(suite, service, suite.secretFor(other)).statusCode())
                .isEqualTo(401);
        assertThat(Scrape.of(suite, service).value("howdah_ready")).isEqualTo(1);
    }

    @Test
    void sessionsAreWhatTheApiSays() {
        Map<String, Integer> ended = new HashMap<>();
        for (JsonNode session :
                Api.accepted(api.get("/api/v1/sessions?limit=1000")).path("items")) {
            ended.merge(
                    session.path("kind").asString() + " "
                            + session.path("state").asString(),
                    1,
                    Integer::sum);
        }
        Scrape recovery = Scrape.of(suite, "recovery-svc");
        assertThat(ended).containsKeys("BACKUP SUCCEEDED", "PUBLISH SUCCEEDED");
        ended.forEach((what, count) -> assertThat(recovery.value(
                        "howdah_sessions_total", "kind", what.split(" ")[0], "outcome", what.split(" ")[1]))
                .as(what)
                .isEqualTo((double) count));
        assertThat(recovery.value("howdah_sessions_total", "kind", "PUBLISH", "outcome", "FAILED"))
                .isZero();
        assertThat(recovery.value("howdah_sessions_active", "kind", "PUBLISH", "state", "RUNNING"))
                .isZero();
        for (JsonNode step : session(backup).path("steps")) {
            assertThat(recovery.value(
                            "howdah_session_step_duration_seconds_count",
                            "kind",
                            "BACKUP",
                            "outcome",
                            "SUCCEEDED",
                            "step",
                            step.path("name").asString()))
                    .isEqualTo(1);
        }
        assertThat(recovery.value("howdah_cluster_last_backup_timestamp_seconds", "cluster", "shop"))
                .isEqualTo(java.time.Instant.parse(backup.path("stoppedAt").asString())
                                .toEpochMilli()
                        / 1e3);
    }

    @Test
    void theBackupIsWhatWasMeasured() {
        Scrape mover = Scrape.of(suite, "mover-svc");
        assertThat(mover.value("howdah_backup_duration_seconds_count", "outcome", "COMPLETED"))
                .isEqualTo(1);
        double read = mover.value("howdah_backup_read_bytes_total");
        double stored = mover.value("howdah_backup_stored_bytes_total");
        // The rest is WAL, and the manifest.
        assertThat(read).isGreaterThanOrEqualTo(backup.path("databaseBytes").asLong());
        assertThat(stored)
                .isPositive()
                .isLessThanOrEqualTo(backup.path("storedBytes").asLong());
        assertThat(mover.value("howdah_bindump_sent_bytes_total")).isGreaterThan(stored);
        assertThat(mover.value("howdah_bindump_sessions_total")).isGreaterThanOrEqualTo(2);
        assertThat(mover.value("howdah_bindump_connections", "state", "ADMITTED"))
                .isZero();
        assertThat(mover.value("howdah_instances", "state", "READY")).isEqualTo(1);
    }

    @Test
    void theArchiveIsAsFarBehindAsTheApiSays() {
        Scrape mover = Scrape.of(suite, "mover-svc");
        assertThat(mover.value("howdah_wal_receivers", "state", "STREAMING")).isEqualTo(1);
        assertThat(mover.value("howdah_wal_lag_bytes", "cluster", "shop")).isGreaterThanOrEqualTo(0);
    }

    @Test
    void readsAreCountedWhereTheyComeFrom() {
        Database postgres = Database.of(publication, "postgres");
        Path file = Path.of(publication.path("dataDirectory").asString())
                .resolve(postgres.value("SELECT pg_relation_filepath('content')"));
        long bytes = Long.parseLong(postgres.value("SELECT pg_relation_size('content')"));

        Scrape before = Scrape.of(suite, "mount-svc");
        readAnew(file);
        Scrape cold = Scrape.of(suite, "mount-svc");
        assertThat(read(cold, "repository")
                        - read(before, "repository")
                        + read(cold, "block-cache")
                        - read(before, "block-cache"))
                .as("a cold scan comes from the repository, but for what was in memory")
                .isGreaterThanOrEqualTo(bytes);
        assertThat(read(cold, "repository")).isGreaterThan(read(before, "repository"));
        assertThat(decompression(cold)).isGreaterThan(decompression(before));
        assertThat(operations(cold, "read")).isGreaterThan(operations(before, "read"));

        postgres.execute("VACUUM FULL content", "CHECKPOINT");
        Path rewritten = Path.of(publication.path("dataDirectory").asString())
                .resolve(postgres.value("SELECT pg_relation_filepath('content')"));
        Scrape written = Scrape.of(suite, "mount-svc");
        readAnew(rewritten);
        Scrape after = Scrape.of(suite, "mount-svc");
        assertThat(read(after, "write-cache") - read(written, "write-cache"))
                .isGreaterThanOrEqualTo(Long.parseLong(postgres.value("SELECT pg_relation_size('content')")));
        assertThat(operations(after, "write")).isPositive();
        assertThat(after.value("howdah_mount_write_cache_bytes", "mount", mount))
                .isGreaterThan(before.value("howdah_mount_write_cache_bytes", "mount", mount));
    }

    @Test
    void whatIsUnpublishedIsNotToldOfAnyMore() {
        JsonNode other = api.publish(Map.of("cluster", "shop"));
        String id = other.path("id").asString();
        assertThat(Scrape.of(suite, "mount-svc").value("howdah_mounts", "state", "MOUNTED"))
                .isEqualTo(2);
        assertThat(Scrape.of(suite, "mover-svc").value("howdah_instance_restarts_total", "id", id))
                .isZero();

        api.unpublish(other);

        Scrape mounts = Scrape.of(suite, "mount-svc");
        assertThat(mounts.value("howdah_mounts", "state", "MOUNTED")).isEqualTo(1);
        assertThat(mounts.samples().keySet()).noneMatch(sample -> sample.contains(id));
        assertThat(Scrape.of(suite, "mover-svc").samples().keySet()).noneMatch(sample -> sample.contains(id));
    }

    @Test
    void aWorkerThatDiedIsCounted() {
        JsonNode other = api.publish(Map.of("cluster", "shop"));
        String id = other.path("id").asString();
        String worker = Command.run("pgrep", "-f", "io.howdah.mount.worker.*" + id)
                .lines()
                .findFirst()
                .orElseThrow();
        Command.run("kill", "-9", worker);
        await().atMost(SOON)
                .until(() -> Scrape.of(suite, "mount-svc").value("howdah_mount_remounts_total", "mount", id) == 1);
        await().atMost(SOON)
                .until(() -> Scrape.of(suite, "mover-svc").value("howdah_instance_restarts_total", "id", id) >= 1);
        await().atMost(SOON)
                .until(() -> Scrape.of(suite, "mover-svc").value("howdah_instances", "state", "READY") == 2);
        api.unpublish(other);
    }

    @Test
    void theIdOfASessionFindsWhatWasDoneForIt() {
        assertThat(logsWith(backup.path("sessionId").asString()))
                .contains("api-gateway.log", "recovery-svc.log", "mover-svc.log");
        assertThat(linesWith(backup.path("sessionId").asString(), "mover-svc.log"))
                .as("the job's own thread, and bindump")
                .anyMatch(line -> line.contains("completed:"))
                .anyMatch(line -> line.contains("let in as"));

        String session = publication.path("sessionId").asString();
        assertThat(logsWith(session))
                .contains("api-gateway.log", "recovery-svc.log", "mount-svc.log", "mover-svc.log", mount + ".log");
        assertThat(linesWith(session, "mover-svc.log")).anyMatch(line -> line.contains("is ready on port"));
        assertThat(linesWith(session, "api-gateway.log"))
                .singleElement()
                .asString()
                .contains("POST /api/v1/publications answered 202", "request=");
    }

    @Test
    void theExamplesAreValid() throws IOException {
        Path examples = DOCUMENTS.resolve("prometheus");
        for (String file : List.of("prometheus.yaml", "alerts.yaml")) {
            Object content = new Yaml().load(Files.readString(examples.resolve(file)));
            assertThat(content).as(file).isInstanceOf(Map.class);
        }
        if (Files.isExecutable(Path.of("/usr/bin/promtool"))) {
            Command.run(
                    "promtool",
                    "check",
                    "config",
                    "--syntax-only",
                    examples.resolve("prometheus.yaml").toString());
            Command.run(
                    "promtool",
                    "check",
                    "rules",
                    examples.resolve("alerts.yaml").toString());
        }
        String alerts = Files.readString(examples.resolve("alerts.yaml"));
        Set<String> known = new TreeSet<>();
        for (String service : List.of("api-gateway", "recovery-svc", "mount-svc", "mover-svc")) {
            known.addAll(documented(service).keySet());
        }
        assertThat(Pattern.compile("\\b(?:howdah|resilience4j)_\\w+")
                        .matcher(alerts)
                        .results()
                        .map(r -> r.group()))
                .isNotEmpty()
                .allMatch(known::contains);
    }

    /** Families by name, as the document has them for a service. */
    private static Map<String, Scrape.Family> documented(String service) throws IOException {
        Map<String, Scrape.Family> families = new TreeMap<>();
        boolean ours = false;
        for (String line : Files.readAllLines(DOCUMENTS.resolve("metrics.md"))) {
            if (line.startsWith("## ")) {
                ours = line.equals("## Every service") || line.contains(service);
            }
            Matcher row = ROW.matcher(line);
            if (ours && row.matches()) {
                Set<String> labels = new TreeSet<>();
                LABEL.matcher(row.group(3)).results().forEach(label -> labels.add(label.group(1)));
                families.put(row.group(1), new Scrape.Family(row.group(2), labels));
            }
        }
        return families;
    }

    private static JsonNode session(JsonNode subject) {
        return Api.accepted(
                api.get("/api/v1/sessions/" + subject.path("sessionId").asString()));
    }

    private static double read(Scrape scrape, String from) {
        return scrape.value("howdah_mount_read_bytes_total", "mount", mount, "source", from);
    }

    private static double decompression(Scrape scrape) {
        return scrape.value("howdah_mount_decompression_seconds_total", "mount", mount);
    }

    private static double operations(Scrape scrape, String kind) {
        return scrape.valueOrZero("howdah_fuse_operation_duration_seconds_count", "mount", mount, "operation", kind);
    }

    /** Through the mount, whatever the kernel has of it. */
    private static void readAnew(Path file) {
        Command.runAs(OsUsers.postgres(), "dd", "if=" + file, "iflag=nocache", "count=0");
        Command.runAs(OsUsers.postgres(), "dd", "if=" + file, "of=/dev/null", "bs=1M");
    }

    /** Names of the logs that have lines with the text. */
    private static Set<String> logsWith(String text) {
        Set<String> names = new TreeSet<>();
        logs().forEach(log -> {
            if (!linesWith(text, log).isEmpty()) {
                names.add(log.getFileName().toString());
            }
        });
        return names;
    }

    private static List<String> linesWith(String text, String log) {
        return linesWith(text, suite.home().resolve("logs").resolve(log));
    }

    private static List<String> linesWith(String text, Path log) {
        try (Stream<String> lines = Files.lines(log)) {
            return lines.filter(line -> line.contains(text)).toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static List<Path> logs() {
        try (Stream<Path> logs = Files.walk(suite.home().resolve("logs"))) {
            return new ArrayList<>(logs.filter(Files::isRegularFile).toList());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
