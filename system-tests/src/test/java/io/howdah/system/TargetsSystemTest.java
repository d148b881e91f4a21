package io.howdah.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * Publications and exports at recovery targets. What they show is held against PostgreSQL's own recovery of a base
 * backup, with a restore_command that copies segments from a directory, into which the source archives everything as
 * well.
 */
class TargetsSystemTest {

    private static final List<String> TYPES = List.of("TIME", "LSN", "XID", "NAME", "LATEST", "IMMEDIATE");
    private static final int FORK = 80;

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
    static void write() {
        suite = Suite.start();
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
        if (suite != null) {
            suite.close();
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
            compare(target(TYPES.get(i % TYPES.size()), random), seed);
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

    private static void compare(Map<String, Object> target, long seed) {
        String expected;
        String reached;
        try (NativeRecovery recovery = NativeRecovery.of(base, archive, NativeRecovery.settings(target))) {
            expected = recovery.database("postgres").value(WrittenHistory.CONTENT);
            reached = recovery.reachedLsn();
        }
        boolean immediate = target.get("type").equals("IMMEDIATE");
        JsonNode publication =
                api.publish(immediate ? Map.of("backupId", firstBackup) : Map.of("cluster", "shop", "target", target));
        try {
            String what = target + ", seed " + seed + ": " + publication;
            assertThat(Database.of(publication, "postgres").value(WrittenHistory.CONTENT))
                    .as(what)
                    .isEqualTo(expected);
            if (!immediate) {
                assertThat(publication.path("reachedLsn").asString()).as(what).isEqualTo(reached);
                assertThat(publication.path("reachedTime").asString()).as(what).isNotEmpty();
            }
            assertThat(Database.of(publication, "postgres").value("SELECT pg_is_in_recovery()"))
                    .isEqualTo("f");
        } finally {
            api.unpublish(publication);
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
