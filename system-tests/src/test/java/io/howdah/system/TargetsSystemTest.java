package io.howdah.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/**
 * Publications, restores and exports at recovery targets. What they show is held against PostgreSQL's own recovery of a
 * base backup, with a restore_command that copies segments from a directory, into which the source archives everything
 * as well.
 */
@ExtendWith(SharedSuite.class)
class TargetsSystemTest {

    private static final List<String> TYPES = List.of("TIME", "LSN", "XID", "NAME", "LATEST", "IMMEDIATE");
    private static final int FORK = 80;

    /** Every so many targets are restored to as well as published. */
    private static final int RESTORED = 4;

    /** Recovery to a time ends at a later transaction: there must be one. */
    private static final int MARGIN = 4;

    private static Suite suite;
    private static Api api;
    private static SourceCluster source;
    private static Path archive;
    private static Path base;
    private static String firstBackup;
    private static final WrittenHistory first = new WrittenHistory();
    private static final WrittenHistory second = new WrittenHistory();

    /** The first timeline goes on after the second has left it. */
    @BeforeAll
    static void write(Suite shared) {
        suite = shared;
        api = suite.api();
        source = SourceCluster.create(
                "shared_buffers = '32MB'", "archive_mode = on", "track_commit_timestamp = on", "max_wal_senders = 5");
        archive = source.newTablespaceDirectory("archive");
        Api.accepted(api.put("/api/v1/clusters/shop", source.registration()));
        Database database = source.database("postgres");
        WalPush.begin(database, archiveCommand());
        WrittenHistory.prepare(database);
        base = source.socketDirectory().resolveSibling("base");
        Command.runAs(
                OsUsers.postgres(),
                SourceCluster.bin("pg_basebackup"),
                "-h",
                source.socketDirectory().toString(),
                "-p",
                Integer.toString(source.port()),
                "-U",
                "postgres",
                "-D",
                base.toString(),
                "-X",
                "none",
                "-c",
                "fast");
        firstBackup = api.backUp("shop", Map.of()).path("id").asString();
        first.write(database, 1, 40);
        api.backUp("shop", Map.of());
        first.write(database, 1, 50);
        WalPush.flush(database);
        source.stop();

        WrittenHistory.Commit fork = first.commit(FORK);
        second.commits().addAll(first.commits().subList(0, first.commits().indexOf(fork)));
        try (NativeRecovery promoted = NativeRecovery.of(
                base,
                archive,
                Map.of("recovery_target_xid", fork.xid(), "recovery_target_timeline", "1"),
                "archive_mode",
                "on",
                "archive_command",
                archiveCommand())) {
            second.continueFrom(first.last() + 1000);
            second.write(promoted.database("postgres"), 2, 40);
            WalPush.flush(promoted.database("postgres"));
        }
    }

    private static String archiveCommand() {
        return "cp %p " + archive + "/%f && " + WalPush.command(suite, "shop");
    }

    @AfterAll
    static void takeDown() {
        if (source != null) {
            source.close();
        }
    }

    @AfterEach
    void nothingIsLeft() {
        assertThat(Traces.of(suite)).isEqualTo(Traces.expected(List.of(), List.of()));
    }

    @Test
    void everyTargetShowsWhatPostgresqlsOwnRecoveryShows() {
        long seed = Long.getLong("howdah.seed", System.nanoTime());
        int count = Thorough.count(8, 100);
        System.getLogger("targets")
                .log(System.Logger.Level.INFO, "{0} targets, -Dhowdah.seed={1,number,#}", count, seed);
        Random random = new Random(seed);
        for (int i = 0; i < count; i++) {
            Map<String, Object> target = target(TYPES.get(i % TYPES.size()), random);
            compare(target, i % Thorough.count(RESTORED, 1) == 0, target + ", seed " + seed);
        }
    }

    private static Map<String, Object> target(String type, Random random) {
        boolean onFirst = random.nextBoolean();
        List<WrittenHistory.Commit> all = onFirst ? first.commits() : second.commits();
        List<WrittenHistory.Commit> commits = all.subList(0, all.size() - MARGIN);
        List<WrittenHistory.Commit> marked =
                commits.stream().filter(commit -> !commit.point().isEmpty()).toList();
        WrittenHistory.Commit commit = commits.get(random.nextInt(commits.size()));
        Map<String, Object> target = new LinkedHashMap<>(Map.of("type", type));
        switch (type) {
            case "TIME" -> target.put("value", commit.time());
            case "LSN" -> target.put("value", commit.lsn());
            case "XID" -> target.put("value", commit.xid());
            case "NAME" ->
                target.put("value", marked.get(random.nextInt(marked.size())).point());
            default -> {}
        }
        if (!type.equals("LATEST") && !type.equals("IMMEDIATE")) {
            target.put("inclusive", random.nextBoolean());
        }
        if (!type.equals("IMMEDIATE")) {
            target.put("timeline", onFirst ? "1" : random.nextBoolean() ? "latest" : "2");
        }
        return target;
    }

    private static void compare(Map<String, Object> target, boolean restores, String what) {
        String expected;
        String reached;
        try (NativeRecovery recovery = NativeRecovery.of(base, archive, NativeRecovery.settings(target))) {
            expected = recovery.database("postgres").value(WrittenHistory.CONTENT);
            reached = recovery.reachedLsn();
        }
        boolean immediate = target.get("type").equals("IMMEDIATE");
        Map<String, Object> source =
                immediate ? Map.of("backupId", firstBackup) : Map.of("cluster", "shop", "target", target);
        JsonNode publication = api.publish(source);
        try {
            assertShows(publication, Database.of(publication, "postgres"), expected, immediate ? null : reached, what);
            if (!immediate) {
                assertThat(publication.path("reachedTime").asString()).as(what).isNotEmpty();
            }
        } finally {
            api.unpublish(publication);
        }
        if (restores) {
            restore(
                    source,
                    (restore, database) -> assertShows(restore, database, expected, immediate ? null : reached, what));
        }
    }

    private static void assertShows(
            JsonNode instance, Database database, String expected, @Nullable String reached, String what) {
        String about = what + ": " + instance;
        assertThat(database.value(WrittenHistory.CONTENT)).as(about).isEqualTo(expected);
        assertThat(database.value("SELECT pg_is_in_recovery()")).as(about).isEqualTo("f");
        if (reached != null) {
            assertThat(instance.path("reachedLsn").asString()).as(about).isEqualTo(reached);
        }
    }

    /** Started by hand, without the archive: its timeline would get into the source's. */
    private static void restore(Map<String, Object> source, BiConsumer<JsonNode, Database> check) {
        try (RestoreGround ground = RestoreGround.create()) {
            String data = ground.resolve("restored").toString();
            Map<String, Object> request = new LinkedHashMap<>(source);
            request.put("dataDirectory", data);
            request.put("postRestoreAction", "SHUTDOWN");
            String path = "/api/v1/restores/"
                    + Api.accepted(api.post("/api/v1/restores", request))
                            .path("id")
                            .asString();
            JsonNode restore = api.await(path, "RESTORED", Set.of("FAILED", "CANCELED"));
            int port = FreePorts.one();
            RestoreGround.pgCtl(data, "start", List.of("-o", "-p " + port + " -c archive_mode=off"));
            check.accept(restore, new Database("127.0.0.1", port, "postgres"));
            Api.accepted(api.delete(path));
        }
    }

    @Test
    void aRestorePausesAtItsTarget() {
        WrittenHistory.Commit commit = second.commits().getLast();
        try (RestoreGround ground = RestoreGround.create()) {
            JsonNode accepted = Api.accepted(api.post(
                    "/api/v1/restores",
                    Map.of(
                            "cluster",
                            "shop",
                            "target",
                            Map.of("type", "XID", "value", commit.xid()),
                            "dataDirectory",
                            ground.resolve("paused").toString(),
                            "port",
                            FreePorts.one(),
                            "postRestoreAction",
                            "PAUSE")));
            String path = "/api/v1/restores/" + accepted.path("id").asString();
            Database paused = Database.of(api.await(path, "PAUSED", Set.of("FAILED", "CANCELED")), "postgres");
            assertThat(paused.value("SELECT pg_is_in_recovery()")).isEqualTo("t");
            assertThat(paused.value("SELECT count(*) FROM written"))
                    .as("with the one before the fork")
                    .isEqualTo(Integer.toString(second.commits().size() + 1));
            assertThat(paused.value("SELECT pg_get_wal_replay_pause_state()")).isEqualTo("paused");

            // its timeline would get into the source's archive
            paused.execute("ALTER SYSTEM SET archive_command = 'true'", "SELECT pg_reload_conf()");
            Api.accepted(api.post(path + "/promote", Map.of()));
            api.await(path, "RESTORED", Set.of("FAILED", "CANCELED"));

            assertThat(paused.value("SELECT left(pg_walfile_name(pg_current_wal_insert_lsn()), 8)"))
                    .as("timeline 2 is archived, so its own is another one")
                    .isEqualTo("00000003");
            paused.execute("CREATE TABLE mine (n int)");
            Api.accepted(api.delete(path));
        }
    }

    @Test
    void anExportIsOfItsTarget() {
        WrittenHistory.Commit commit = second.commits().getLast();
        Path directory = source.socketDirectory().resolveSibling("dumps");
        JsonNode accepted = Api.accepted(api.post(
                "/api/v1/exports",
                Map.of(
                        "source",
                        Map.of(
                                "cluster",
                                "shop",
                                "target",
                                Map.of("type", "XID", "value", commit.xid(), "inclusive", false)),
                        "databases",
                        List.of("postgres"),
                        "target",
                        Map.of("directory", directory.toString()))));
        api.await("/api/v1/exports/" + accepted.path("id").asString(), "COMPLETED", Set.of("FAILED", "CANCELED"));
        String dumped = Command.runAs(
                OsUsers.postgres(),
                SourceCluster.bin("pg_restore"),
                "-a",
                "-t",
                "written",
                "-f",
                "-",
                directory.resolve("postgres").toString());
        Set<Integer> expected = second.commits().stream()
                .map(WrittenHistory.Commit::n)
                .filter(n -> n != commit.n())
                .collect(Collectors.toSet());
        expected.add(FORK);
        assertThat(dumped.lines()
                        .filter(line -> line.matches("-?\\d+"))
                        .map(Integer::valueOf)
                        .collect(Collectors.toSet()))
                .isEqualTo(expected);
    }
}
