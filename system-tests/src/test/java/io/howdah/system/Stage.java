package io.howdah.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A suite whose services reach each other over links, and a small cluster that is registered under several names, so
 * that several backups of it may run at a time. Talks to the API as a patient client does: it repeats what was not
 * answered, with the same Idempotency-Key.
 */
final class Stage implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(120);

    private static final Set<Integer> PASSING = Set.of(502, 503, 504);
    private static final String SUM = "SELECT count(*) || ' ' || sum(hashtextextended(t::text, 0)) || ' '"
            + " || (SELECT string_agg(relname, ' ') FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r')"
            + " FROM goods t";

    private final Link front = Link.open();
    private final Link toMount = Link.open();
    private final Link toMover = Link.open();
    private final Suite suite;
    private final SourceCluster source;
    private final RestoreGround ground = RestoreGround.create();
    private String content = "";
    private String script = "";
    private String backup = "";
    private final Api api;
    private final Map<Victim, Wire> wires = new EnumMap<>(Victim.class);
    private Crossing requests = new Crossing();
    private Crossing work = new Crossing();

    private Stage(Map<String, String> settings, SourceCluster source) {
        Map<String, String> environment = new TreeMap<>(settings);
        environment.put("HOWDAH_GATEWAY_RECOVERYURLS", front.url());
        environment.put("HOWDAH_RECOVERY_LOCAL_MOUNTURL", toMount.url());
        environment.put("HOWDAH_RECOVERY_LOCAL_MOVERURL", toMover.url());
        int port = FreePorts.row(Suite.PORTS);
        lead(front, Victim.RECOVERY, port);
        lead(toMount, Victim.MOUNT, port);
        lead(toMover, Victim.MOVER, port);
        this.source = source;
        this.suite = Suite.start(Launcher.own(), environment, port);
        this.api = suite.api();
    }

    /** @param clusters how many names the source cluster has */
    static Stage set(Map<String, String> settings, int clusters) {
        SourceCluster source =
                SourceCluster.create("shared_buffers = '16MB'", "max_wal_senders = 20", "max_replication_slots = 20");
        Stage stage;
        try {
            stage = new Stage(settings, source);
        } catch (AssertionError | RuntimeException e) {
            source.close();
            throw e;
        }
        try {
            stage.fill(clusters);
            return stage;
        } catch (AssertionError | RuntimeException e) {
            stage.close();
            throw e;
        }
    }

    private void fill(int clusters) {
        source.database("postgres")
                .execute(
                        "CREATE TABLE goods AS SELECT n AS id, md5(n::text) AS name, repeat(md5((n % 99)::text), 4) AS note"
                                + " FROM generate_series(1, 100000) n",
                        "CREATE INDEX ON goods (name)", "CHECKPOINT");
        content = source.database("postgres").value(SUM);
        script = scriptOfSource();
        for (int i = 0; i < clusters; i++) {
            request("PUT", "/api/v1/clusters/" + cluster(i), source.registration(), newKey());
        }
        backup = request("POST", "/api/v1/backups", Map.of("cluster", cluster(0)), newKey())
                .path("id")
                .asString();
        await("/api/v1/backups/" + backup, Set.of("COMPLETED"));
    }

    private String scriptOfSource() {
        String dump = newDirectory();
        Command.runAs(
                OsUsers.postgres(),
                SourceCluster.bin("pg_dump"),
                "-Fd",
                "-Z0",
                "-h",
                source.socketDirectory().toString(),
                "-p",
                Integer.toString(source.port()),
                "-f",
                dump,
                "postgres");
        String hash = script(dump);
        ground.remove(dump);
        return hash;
    }

    private static String newKey() {
        return UUID.randomUUID().toString();
    }

    private void lead(Link link, Victim callee, int port) {
        Wire wire = Wire.to(Suite.url(port, callee.toString()));
        wires.put(callee, wire);
        link.leadTo(wire.url());
    }

    /** The last part of the way to a service, behind its link. */
    Wire wireTo(Victim callee) {
        return Objects.requireNonNull(wires.get(callee));
    }

    String cluster(int number) {
        return "goods-" + number;
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

    /** The complete backup that is published. */
    String backup() {
        return backup;
    }

    /** From now on each session, and each request, has to be spoken for before it gets any further. */
    void guard() {
        requests = new Crossing();
        work = new Crossing();
        front.guard(requests);
        toMount.guard(work);
        toMover.guard(work);
    }

    /** From now on everything passes. */
    void unguard() {
        requests.open();
        work.open();
        front.guard(Link.Guard.OPEN);
        toMount.guard(Link.Guard.OPEN);
        toMover.guard(Link.Guard.OPEN);
    }

    /** Where requests are stopped, by their Idempotency-Key, between api-gateway and recovery-svc. */
    Crossing requests() {
        return requests;
    }

    /** Where the calls of sessions are stopped, by their id, between recovery-svc and the agents. */
    Crossing work() {
        return work;
    }

    /** Sends the request until it is answered. */
    JsonNode request(String method, String path, @Nullable Map<String, ?> body, String key) {
        String json = body == null ? null : JsonMapper.shared().writeValueAsString(body);
        return Api.accepted(answered(() -> api.send(method, path, json, key)));
    }

    JsonNode get(String path) {
        return Api.accepted(answered(() -> api.get(path)));
    }

    Api.Answer post(String path) {
        return answered(() -> api.post(path, Map.of()));
    }

    /** Waits until it is in one of these states. */
    JsonNode await(String path, Set<String> states) {
        return Awaitility.await(path + " " + states)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .until(
                        () -> get(path),
                        resource -> states.contains(resource.path("state").asString()));
    }

    /** All items of a list that fits into one page. */
    List<JsonNode> list(String path) {
        return get(path + (path.contains("?") ? "&" : "?") + "limit=1000")
                .path("items")
                .valueStream()
                .toList();
    }

    private static Api.Answer answered(java.util.concurrent.Callable<Api.Answer> request) {
        return Awaitility.await("an answer")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .ignoreException(UncheckedIOException.class)
                .until(request, answer -> !PASSING.contains(answer.status()));
    }

    String publish() {
        JsonNode accepted = request("POST", "/api/v1/publications", Map.of("backupId", backup), newKey());
        String id = accepted.path("id").asString();
        await("/api/v1/publications/" + id, Set.of("PUBLISHED"));
        return id;
    }

    void unpublish(String publication) {
        String path = publicationPath(publication);
        request("DELETE", path, null, newKey());
        await(path, Set.of("UNPUBLISHED"));
    }

    /** Commits another change to a publication. */
    void change(String publication) {
        database(publicationPath(publication))
                .execute(
                        "CREATE TABLE IF NOT EXISTS changes (at timestamptz DEFAULT clock_timestamp())",
                        "INSERT INTO changes DEFAULT VALUES");
    }

    /** Waits until the publication answers queries, and counts the changes. */
    int changes(String publication) {
        return Integer.parseInt(answer(publicationPath(publication), "SELECT count(*) FROM changes"));
    }

    /** Waits until the instance answers queries, and says how it differs from the backup, if at all. */
    @Nullable String wrongWith(String path) {
        String found = answer(path, SUM);
        return found.equals(content) ? null : "its content is " + found + " instead of " + content;
    }

    /** Waits until the export is delivered, and says how it differs from a dump of the source, if at all. */
    @Nullable String wrongWithDump(String path) {
        String found = script(get(path).path("dumps").path(0).path("path").asString());
        return found.equals(script) ? null : "as a script it has the hash " + found + " instead of " + script;
    }

    /** The hash of what pg_restore makes of a dump, without the two lines that have a random word. */
    private static String script(String dump) {
        return Command.run(
                        "bash",
                        "-c",
                        "set -o pipefail; '" + SourceCluster.bin("pg_restore")
                                + "' -f - \"$0\" | grep -v '^.\\(un\\)\\?restrict ' | sha256sum",
                        dump)
                .split(" ")[0];
    }

    /** Where nothing is yet, for a restore or an export. */
    String newDirectory() {
        return ground.resolve(newKey()).toString();
    }

    /** Removes what a session was to make there, and makes it forget its subject. */
    void remove(String directory, String path) {
        ground.remove(directory);
        Api.accepted(answered(() -> api.delete(path)));
    }

    /** What the agents still have of the subject of a session that is over. */
    List<String> leftOf(String id) {
        return Stream.of("/copies/", "/recoveries/", "/dumps/")
                .filter(collection ->
                        suite.agent("mover-svc").get(collection + id).status() != 404)
                .map(collection -> "the mover still has " + collection + id)
                .toList();
    }

    private String answer(String path, String sql) {
        Database database = database(path);
        return Awaitility.await("an answer of " + path)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .ignoreException(AssertionError.class)
                .until(() -> database.value(sql), any -> true);
    }

    private static String publicationPath(String id) {
        return "/api/v1/publications/" + id;
    }

    private Database database(String path) {
        return Database.of(get(path), "postgres");
    }

    /** What should not be there, or is missing, when exactly these publications are there and no session runs. */
    List<String> disorder(Set<String> publications) {
        List<String> disorder = new ArrayList<>();
        List<String> mounts = publications.stream().map(this::mountOf).toList();
        Traces expected = Traces.expected(mounts, publications);
        Traces found = Traces.of(suite);
        if (!found.equals(expected)) {
            disorder.add("on the machine are " + found + " instead of " + expected);
        }
        compare(disorder, "mounts", ids(suite.agent("mount-svc").get("/mounts").body()), mounts);
        compare(
                disorder,
                "instances",
                ids(suite.agent("mover-svc").get("/instances").body()),
                publications);
        for (int i = 0; list("/api/v1/clusters").size() > i; i++) {
            String cluster = cluster(i);
            List<String> known = list("/api/v1/backups?cluster=" + cluster + "&state=COMPLETED").stream()
                    .map(b -> b.path("id").asString())
                    .toList();
            compare(disorder, "stored backups of " + cluster, storedBackups(cluster), known);
        }
        compare(disorder, "what restores left", ground.content(), Set.of());
        compare(disorder, "servers of restores", ground.servers(), Set.of());
        String slots = source.database("postgres").value("SELECT count(*) FROM pg_replication_slots");
        if (!slots.equals("0")) {
            disorder.add(slots + " replication slots are left on the source");
        }
        return disorder;
    }

    /** The id of the publication's present mount. */
    private String mountOf(String publication) {
        Path mountPoint = Path.of(
                get("/api/v1/publications/" + publication).path("mountPoint").asString());
        return mountPoint.getFileName().toString();
    }

    /** Everything that lies where backups lie, complete or not. */
    private List<String> storedBackups(String cluster) {
        Path directory = suite.repository().resolve("clusters").resolve(cluster).resolve("backups");
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> backups = Files.list(directory)) {
            return backups.map(found -> found.getFileName().toString()).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> ids(JsonNode items) {
        return items.valueStream().map(item -> item.path("id").asString()).toList();
    }

    private static void compare(
            List<String> disorder,
            String what,
            java.util.Collection<String> found,
            java.util.Collection<String> expected) {
        List<String> there = found.stream().sorted().toList();
        List<String> due = expected.stream().sorted().toList();
        if (!there.equals(due)) {
            disorder.add(what + " are " + there + " instead of " + due);
        }
    }

    @Override
    public void close() {
        unguard();
        wires.values().forEach(Wire::close);
        try (toMount;
                toMover;
                front;
                suite;
                source;
                ground) {
            // in the order in which they can do without each other
        }
    }
}
