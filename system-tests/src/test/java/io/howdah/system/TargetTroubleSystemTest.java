package io.howdah.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * Targets that cannot be reached, WAL that is missing or damaged, kills in mid-recovery: said clearly, nothing left.
 */
@ExtendWith(SharedSuite.class)
class TargetTroubleSystemTest {

    private static final int COMMITS = 70;

    /** Its segment is neither the first nor the last. */
    private static final int MIDDLE = 30;

    private static final int BEHIND = 65;
    private static final int SEGMENT_BYTES = 16 << 20;

    private static Suite suite;
    private static Api api;
    private static SourceCluster source;
    private static String backup;
    private static Path segment;
    private static final WrittenHistory history = new WrittenHistory();

    @BeforeAll
    static void write(Suite shared) {
        suite = shared;
        api = suite.api();
        source = SourceCluster.create("shared_buffers = '32MB'", "archive_mode = on", "track_commit_timestamp = on");
        Api.accepted(api.put("/api/v1/clusters/shop", source.registration()));
        Database database = source.database("postgres");
        WalPush.begin(database, WalPush.command(suite, "shop"));
        WrittenHistory.prepare(database);
        backup = api.backUp("shop", Map.of()).path("id").asString();
        history.write(database, 1, COMMITS);
        WalPush.flush(database);
        String name = database.value(
                "SELECT pg_walfile_name('" + history.commit(MIDDLE).lsn() + "')");
        segment = suite.repository().resolve("clusters/shop/wal/00000001/" + name + ".zst");
        assertThat(segment).exists();
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
    void aTargetOutsideOfTheWindowIsRefusedWithTheNearest() {
        WrittenHistory.Commit last = history.commits().getLast();
        refused(target("TIME", "2001-01-01T00:00:00Z"), "it is before");
        refused(target("LSN", "0/1000028"), "it is before");
        refused(target("LSN", "FF/0"), "the archived WAL ends at");
        JsonNode nearest = refused(
                target("TIME", Instant.now().plus(Duration.ofDays(1)).toString()),
                "the last archived transaction ended at " + Instant.parse(last.time()));
        assertThat(published(nearest)).isEqualTo(numbers(commit -> commit != last));
    }

    @Test
    void aTargetInAGapIsRefusedAndTheNearestIsBeforeIt() {
        WrittenHistory.Commit middle = history.commit(MIDDLE);
        JsonNode nearest;
        try (var _ = new Missing(segment)) {
            JsonNode gap = Api.accepted(api.get("/api/v1/clusters/shop/recovery-window"))
                    .path("gaps")
                    .path(0);
            assertThat(gap.path("fromLsn").asString())
                    .as("%s of %s", gap, segment)
                    .isEqualTo(start());
            refused(target("LATEST", null), "is missing");
            refused(target("TIME", middle.time()), "is missing");
            refused(target("LSN", history.commit(BEHIND).lsn()), "is missing");
            nearest = refused(target("LSN", middle.lsn()), "is missing");
        }
        Set<Integer> shown = published(nearest);
        assertThat(shown).isNotEmpty().doesNotContain(MIDDLE);
        assertThat(numbers(commit -> commit.n() < MIDDLE)).containsAll(shown);
    }

    private static String name() {
        return segment.getFileName().toString().replace(".zst", "");
    }

    private static String start() {
        int number = Integer.parseInt(name().substring(16), 16);
        return "0/%X".formatted(number * SEGMENT_BYTES);
    }

    /** The window knew it when it was asked for, and then it went. */
    @ParameterizedTest
    @ValueSource(strings = {"LATEST", "XID"})
    void aSegmentThatGoesMissingIsNoEnd(String type) {
        Map<String, Object> target =
                target(type, type.equals("XID") ? history.commit(BEHIND).xid() : null);
        JsonNode failed;
        List<Long> mountService = List.of(Long.valueOf(suite.pid("mount-svc")));
        Command.signal("STOP", mountService);
        try {
            JsonNode accepted = accepted(target);
            try (var _ = new Missing(segment)) {
                Command.signal("CONT", mountService);
                failed = api.await(path(accepted), "FAILED", Set.of("PUBLISHED", "UNPUBLISHED"));
            }
        } finally {
            Command.signal("CONT", mountService);
        }
        JsonNode error = failed.path("error");
        if (type.equals("LATEST")) {
            assertThat(error.path("code").asString()).as("%s", error).isEqualTo("WAL_GAP");
            assertThat(error.path("detail").asString()).contains(name());
        } else {
            assertThat(error.path("code").asString()).as("%s", error).isEqualTo("TARGET_NOT_REACHED");
        }
        retried(failed, type.equals("LATEST") ? commit -> true : upTo(BEHIND));
    }

    @Test
    void aDamagedSegmentIsNamedAndNoEnd() throws IOException {
        byte[] content = Files.readAllBytes(segment);
        byte[] damaged = content.clone();
        damaged[damaged.length / 2] ^= 1;
        Files.write(segment, damaged);
        JsonNode failed;
        try {
            failed = api.publishExpectingFailure(Map.of("cluster", "shop"));
            JsonNode error = failed.path("error");
            assertThat(error.path("code").asString()).as("%s", error).isEqualTo("WAL_NOT_RESTORED");
            assertThat(error.path("detail").asString()).contains(name());
            JsonNode before = api.publish(Map.of(
                    "cluster", "shop", "target", target("XID", history.commit(2).xid())));
            assertThat(numbers(Database.of(before, "postgres"))).isEqualTo(numbers(upTo(2)));
            api.unpublish(before);
        } finally {
            Files.write(segment, content);
        }
        retried(failed, commit -> true);
    }

    @Test
    void aRestorePointThatDoesNotExistIsSaidWithWhatWasReached() {
        JsonNode failed =
                api.publishExpectingFailure(Map.of("cluster", "shop", "target", target("NAME", "never made")));
        JsonNode error = failed.path("error");
        assertThat(error.path("code").asString()).as("%s", error).isEqualTo("TARGET_NOT_REACHED");
        assertThat(error.path("detail").asString()).contains("never made", "the last transaction at");
        assertThat(error.path("hint").asString()).contains("LSN ");
        assertThat(api.get("/api/v1/sessions/" + failed.path("sessionId").asString())
                        .body()
                        .path("state")
                        .asString())
                .isEqualTo("FAILED");
        api.unpublish(failed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"postmaster", "worker"})
    void aKillInMidRecoveryEndsAtTheSamePoint(String victim) {
        JsonNode accepted = accepted(target("XID", history.commit(BEHIND).xid()));
        String id = accepted.path("id").asString();
        Path log = suite.home().resolve("logs/instances/" + id + ".log");
        Awaitility.await("publication " + id + " recovers")
                .atMost(Duration.ofMinutes(1))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> Files.exists(log) && Files.readString(log).contains("restored log file"));
        Command.kill(victim.equals("worker") ? Traces.workersOf(suite, id) : Traces.postmastersOf(suite, id));
        JsonNode publication = api.await(path(accepted), "PUBLISHED", Set.of("FAILED", "UNPUBLISHED"));
        Publication published = new Publication(publication);
        published.awaitAnswer();
        assertThat(numbers(published.database("postgres"))).isEqualTo(numbers(upTo(BEHIND)));
        published.database("postgres").execute("INSERT INTO written VALUES (0)");
        published.pgCtl("restart", "-l", "/dev/null");
        published.awaitAnswer();
        assertThat(published.database("postgres").value("SELECT count(*) FROM written WHERE n = 0"))
                .as("it is not recovered again")
                .isEqualTo("1");
        api.unpublish(publication);
    }

    /** A segment that is not where it belongs until this is closed. */
    private record Missing(Path segment) implements AutoCloseable {

        private Missing {
            move(segment, aside(segment));
        }

        private static Path aside(Path segment) {
            return suite.home().resolve(segment.getFileName());
        }

        @Override
        public void close() {
            move(aside(segment), segment);
        }

        private static void move(Path from, Path to) {
            try {
                Files.move(from, to);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static Map<String, Object> target(String type, String value) {
        Map<String, Object> target = new HashMap<>(Map.of("type", type));
        if (value != null) {
            target.put("value", value);
        }
        return target;
    }

    private static JsonNode refused(Map<String, Object> target, String why) {
        Api.Answer answer = api.post("/api/v1/publications", Map.of("cluster", "shop", "target", target));
        assertThat(answer.status()).as("%s", answer).isEqualTo(422);
        assertThat(answer.code()).isEqualTo("TARGET_OUTSIDE_WINDOW");
        assertThat(answer.body().path("detail").asString()).contains(why);
        return answer.body().path("nearest");
    }

    private static JsonNode accepted(Map<String, Object> target) {
        return Api.accepted(api.post("/api/v1/publications", Map.of("backupId", backup, "target", target)));
    }

    private static String path(JsonNode publication) {
        return "/api/v1/publications/" + publication.path("id").asString();
    }

    /** What a publication at the nearest target shows, just as it was told. */
    private static Set<Integer> published(JsonNode nearest) {
        Map<String, Object> target = target(
                nearest.path("type").asString(),
                nearest.path("value").asStringOpt().orElse(null));
        target.put("timeline", nearest.path("timeline").asString());
        JsonNode publication =
                api.publish(Map.of("backupId", nearest.path("backupId").asString(), "target", target));
        Set<Integer> shown = numbers(Database.of(publication, "postgres"));
        api.unpublish(publication);
        return shown;
    }

    private static void retried(JsonNode failed, Predicate<WrittenHistory.Commit> expected) {
        Api.accepted(api.post("/api/v1/sessions/" + failed.path("sessionId").asString() + "/retry", Map.of()));
        JsonNode mended = api.await(path(failed), "PUBLISHED", Set.of("UNPUBLISHED"));
        assertThat(numbers(Database.of(mended, "postgres"))).isEqualTo(numbers(expected));
        api.unpublish(mended);
    }

    private static Predicate<WrittenHistory.Commit> upTo(int n) {
        List<WrittenHistory.Commit> commits = history.commits();
        return commits.subList(0, commits.indexOf(history.commit(n)) + 1)::contains;
    }

    private static Set<Integer> numbers(Predicate<WrittenHistory.Commit> which) {
        return history.commits().stream()
                .filter(which)
                .map(WrittenHistory.Commit::n)
                .collect(Collectors.toSet());
    }

    private static Set<Integer> numbers(Database database) {
        return database.column("SELECT n FROM written").stream()
                .map(Integer::valueOf)
                .collect(Collectors.toSet());
    }
}
