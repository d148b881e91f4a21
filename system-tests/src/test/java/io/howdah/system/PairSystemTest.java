package io.howdah.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Two recovery-svc on one PostgreSQL share the work. One is killed in the middle of it, the other hangs for a while.
 */
class PairSystemTest {

    private static final int CLUSTERS = Thorough.count(2, 5);
    private static final int UNPUBLISHED = Thorough.count(2, 8);
    private static final int PUBLISHED = Thorough.count(8, 27);
    private static final Duration PATIENCE = Duration.ofMinutes(Thorough.count(5, 15));

    private static final String ONE = "recovery-svc";
    private static final String OTHER = "recovery-svc-2";
    private static final String FINISHED = "SELECT count(*) FROM sessions WHERE state = 'SUCCEEDED'";
    private static final String OPEN = "SELECT count(*) FROM sessions WHERE state NOT IN ('SUCCEEDED')";

    private static SourceCluster store;
    private static Database state;
    private static Suite suite;
    private static Api api;
    private static final List<SourceCluster> sources = new ArrayList<>();

    @BeforeAll
    static void start() {
        store = SourceCluster.create();
        store.database("postgres").execute("CREATE ROLE howdah LOGIN", "CREATE DATABASE howdah OWNER howdah");
        state = store.database("howdah");
        String configuration = """
                spring.datasource:
                  url: jdbc:postgresql://127.0.0.1:%d/howdah
                  username: howdah
                """.formatted(store.port());
        // The twelfth is that of the second recovery-svc; the others are for publications, so that none meets another
        // suite's.
        int port = FreePorts.row(12 + UNPUBLISHED + PUBLISHED);
        suite = Suite.start(
                Launcher.own(),
                Map.of(
                        "HOWDAH_RECOVERY_INSTANCES", "2",
                        "HOWDAH_MOVER_INSTANCE_FIRSTPORT", Integer.toString(port + 12),
                        "HOWDAH_MOVER_INSTANCE_LASTPORT", Integer.toString(port + 12 + UNPUBLISHED + PUBLISHED - 1)),
                Map.of("recovery-svc.yaml", configuration),
                port);
        api = suite.api();
        for (int i = 0; i < CLUSTERS; i++) {
            // Small enough for dozens of publications of it on a small machine.
            SourceCluster source = SourceCluster.create("shared_buffers = 1MB", "max_connections = 12");
            sources.add(source);
            Api.accepted(api.put("/api/v1/clusters/" + cluster(i), source.registration()));
        }
    }

    @AfterAll
    static void stop() {
        if (suite != null) {
            suite.close();
        }
        sources.forEach(SourceCluster::close);
        store.close();
    }

    @Test
    void eachSessionEndsOnceWhicheverOfThemGoes() {
        List<String> backups = Together.map(upTo(CLUSTERS), i -> backUp(cluster(i)));
        awaitAllSucceeded();
        List<String> former = Together.map(upTo(UNPUBLISHED), i -> publish(backups.get(i % CLUSTERS)));
        awaitAllSucceeded();
        int before = number(FINISHED);

        List<Supplier<String>> work = new ArrayList<>();
        upTo(CLUSTERS).forEach(i -> work.add(() -> backUp(cluster(i))));
        upTo(PUBLISHED).forEach(i -> work.add(() -> publish(backups.get(i % CLUSTERS))));
        former.forEach(id -> work.add(() -> unpublish(id)));
        long begun = System.nanoTime();
        CompletableFuture<List<String>> accepted = CompletableFuture.supplyAsync(
                () -> Together.map(work, Supplier::get),
                task -> Thread.ofVirtual().start(task));
        await(ONE + " is in the middle", () -> number(FINISHED) > before && number(heldBy(ONE)) > 0);
        int held = number(heldBy(ONE));
        suite.kill(ONE);
        System.out.printf(
                "%s killed after %d ms, with %d sessions under way and %d of %d done%n",
                ONE, since(begun), held, number(FINISHED) - before, work.size());
        List<String> subjects = accepted.join();
        awaitAllSucceeded();
        System.out.printf("all %d sessions done after %d ms%n", work.size(), since(begun));

        assertThat(number(FINISHED)).isEqualTo(before + work.size());
        List<String> published = subjects.subList(CLUSTERS, CLUSTERS + PUBLISHED);
        assertDoneOnce(published, subjects.subList(0, CLUSTERS));

        suite.revive();
        begun = System.nanoTime();
        Together.map(published, PairSystemTest::unpublish);
        await(OTHER + " is in the middle", () -> number(heldBy(OTHER)) > 0);
        held = number(heldBy(OTHER));
        signal("STOP");
        try {
            awaitAllSucceeded();
            System.out.printf("%d sessions taken from %s that hung, done after %d ms%n", held, OTHER, since(begun));
        } finally {
            signal("CONT");
        }
        await(OTHER + " has let go", () -> log(OTHER).contains("this execution leaves it"));
        await(
                "nothing is under way",
                () -> number("SELECT count(*) FROM scheduled_tasks WHERE task_name = 'session'") == 0);

        assertThat(number(FINISHED)).isEqualTo(before + work.size() + PUBLISHED);
        assertNothingLeft();
        assertBothServe();
    }

    private static void assertDoneOnce(List<String> published, List<String> backedUp) {
        assertThat(
                        number(
                                "SELECT count(*) FROM (SELECT subject, kind FROM sessions GROUP BY 1, 2 HAVING count(*) > 1) s"))
                .as("subjects with two sessions of a kind")
                .isZero();
        String mounted = log("mount-svc");
        String moved = log("mover-svc");
        for (String id : published) {
            assertThat(mounted).containsOnlyOnce("mount " + id + ": backup ");
            assertThat(moved).containsOnlyOnce("instance " + id + " is ready on port ");
        }
        for (String id : backedUp) {
            assertThat(moved).containsOnlyOnce("backup " + id + " completed");
        }
        for (int i = 0; i < CLUSTERS; i++) {
            assertThat(suite.repository().resolve("clusters/" + cluster(i) + "/backups"))
                    .isDirectoryNotContaining(file -> !Files.exists(file.resolve("backup.control")));
        }
    }

    /** Asks the agents themselves: recovery-svc would not know what it forgot. */
    private static void assertNothingLeft() {
        int port = URI.create(suite.url()).getPort();
        String secret = read(suite.home().resolve("secret/agent")).strip();
        assertThat(new Api("http://127.0.0.1:" + (port + 2), secret)
                        .get("/mounts")
                        .body())
                .isEmpty();
        assertThat(new Api("http://127.0.0.1:" + (port + 3), secret)
                        .get("/instances")
                        .body())
                .isEmpty();
    }

    private static void assertBothServe() {
        int port = URI.create(suite.url()).getPort();
        for (int each : List.of(port + 1, port + 11)) {
            await(
                    "readiness on " + each,
                    () -> new Api("http://127.0.0.1:" + each, "")
                                    .get("/actuator/health/readiness")
                                    .status()
                            == 200);
        }
        assertThat(api.get("/api/v1/sessions").status()).isEqualTo(200);
        assertThat(api.get("/api/v1/sessions").status()).isEqualTo(200);
    }

    private static String backUp(String cluster) {
        return id(api.post(
                "/api/v1/backups",
                Map.of("cluster", cluster, "type", "FULL"),
                "backup of " + cluster + System.nanoTime()));
    }

    private static String publish(String backup) {
        return id(api.post("/api/v1/publications", Map.of("backupId", backup), "publication " + System.nanoTime()));
    }

    private static String unpublish(String publication) {
        return id(api.delete("/api/v1/publications/" + publication));
    }

    private static String id(Api.Answer answer) {
        return Api.accepted(answer).path("id").asString();
    }

    private static String cluster(int i) {
        return "shop" + i;
    }

    private static void awaitAllSucceeded() {
        await("all sessions are over", () -> {
            assertThat(state.value(
                            "SELECT string_agg(kind || ' ' || subject || ': ' || coalesce(error_detail, ''), E'\\n')"
                                    + " FROM sessions WHERE state IN ('FAILED', 'CANCELED')"))
                    .isEqualTo("null");
            return number(OPEN) == 0;
        });
    }

    /** The sessions that this recovery-svc runs, by the process's number in db-scheduler's table. */
    private static String heldBy(String service) {
        return "SELECT count(*) FROM scheduled_tasks WHERE picked AND task_name = 'session' AND picked_by LIKE '%/"
                + suite.pid(service) + "'";
    }

    private static int number(String sql) {
        return Integer.parseInt(state.value(sql));
    }

    private static void signal(String name) {
        Command.run("kill", "-" + name, suite.pid(OTHER));
    }

    private static String log(String service) {
        return read(suite.home().resolve("logs/" + service + ".log"));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void await(String what, Callable<Boolean> condition) {
        Awaitility.await(what)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(condition);
    }

    private static long since(long begun) {
        return (System.nanoTime() - begun) / 1_000_000;
    }

    private static List<Integer> upTo(int count) {
        return IntStream.range(0, count).boxed().toList();
    }
}
