package io.howdah.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.TaskInstanceId;
import com.zaxxer.hikari.HikariDataSource;
import io.howdah.recovery.EventReader.Received;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Sessions that are followed while they run, after they ran, and through the end of recovery-svc. */
class EventsTest {

    @TempDir
    static Path home;

    private static StubAgents agents;
    private static Service service;
    private static String backup;

    @BeforeAll
    static void start() {
        agents = new StubAgents();
        service = start(home);
        service.registerCluster("shop");
        backup = service.backUp("shop");
    }

    private static Service start(Path where, String... settings) {
        return Service.start(where, agents.mountUrl(), agents.moverUrl(), settings);
    }

    @AfterAll
    static void stop() {
        service.close();
        agents.close();
    }

    @Test
    void theWholeStoryIsToldInItsOrder() throws IOException {
        String session = publish();
        List<Received> story = read(session, null);

        assertThat(story).extracting(Received::toString).startsWith("session QUEUED", "session RUNNING");
        assertThat(story)
                .filteredOn(event -> !event.name().equals("progress"))
                .extracting(Received::toString)
                .containsExactly(
                        "session QUEUED",
                        "session RUNNING",
                        "step validateRUNNING",
                        "step validateSUCCEEDED",
                        "step mountRUNNING",
                        "step mountSUCCEEDED",
                        "step startRUNNING",
                        "step startSUCCEEDED",
                        "step durableRUNNING",
                        "step durableSUCCEEDED",
                        "step readyRUNNING",
                        "step readySUCCEEDED",
                        "session SUCCEEDED");
        assertThat(story).extracting(Received::id).isSorted().doesNotHaveDuplicates();
        assertThat(story.getLast().data())
                .isEqualTo(service.get("/sessions/" + session).body());
        assertThat(service.follow(session, Long.toString(story.getLast().id())).statusCode())
                .as("nothing is left to reconnect for")
                .isEqualTo(204);
        List<Received> kept = read(session, null);
        assertThat(read(session, Long.toString(kept.get(4).id()))).isEqualTo(kept.subList(5, kept.size()));
    }

    @Test
    void whatHappensIsSeenWhileItHappens() throws Exception {
        var gate = agents.hold("PUT /mover/instances");
        String session = publish();
        try (var events = new EventReader(service.follow(session, null).body())) {
            events.until(event -> event.toString().equals("step startRUNNING"));
            var next = CompletableFuture.supplyAsync(() -> nextOf(events));
            assertThat(next).as("nothing happens").isNotDone();
            gate.countDown();
            assertThat(next.get(20, TimeUnit.SECONDS)).isEqualTo("step startSUCCEEDED");
            assertThat(events.toTheEnd().getLast().is("session", "SUCCEEDED")).isTrue();
        } finally {
            gate.countDown();
        }
    }

    @Test
    void ofProgressOnlyTheNewestIsKept() throws IOException {
        service.registerCluster("large");
        agents.looksUntilBackedUp = 20;
        List<Received> live;
        String session;
        try {
            session = service.post("/backups", Map.of("cluster", "large")).text("sessionId");
            live = read(session, null);
        } finally {
            agents.looksUntilBackedUp = 1;
        }
        assertThat(live)
                .filteredOn(event -> event.name().equals("progress"))
                .extracting(event -> event.data().path("bytesDone").asLong())
                .isSorted()
                .endsWith(1000L);
        List<Received> later = read(session, null);
        assertThat(later).filteredOn(event -> event.name().equals("progress")).hasSize(1);
        List<Received> others = new ArrayList<>(live);
        others.removeIf(event -> event.name().equals("progress"));
        assertThat(later).containsAll(others);
    }

    @Test
    void aFailureAndItsRetryAreTold() throws IOException {
        agents.answer(
                "PUT",
                "/instances/",
                1,
                200,
                Map.of(
                        "id",
                        "x",
                        "state",
                        "FAILED",
                        "spec",
                        Map.of("dataDirectory", "/x", "major", 15),
                        "error",
                        StubAgents.problem(422, "INSTANCE_START_FAILED", "postgres exited with 1")));
        String session = publish();
        List<Received> failed = read(session, null);
        assertThat(failed)
                .filteredOn(event -> !event.name().equals("progress"))
                .extracting(Received::toString)
                .endsWith(
                        "step startFAILED",
                        "session RUNNING",
                        "step mountUNDONE",
                        "step validateUNDONE",
                        "session FAILED");
        assertThat(failed.getLast().data().path("error").path("code").asString())
                .isEqualTo("INSTANCE_START_FAILED");

        service.post("/sessions/" + session + "/retry", "");
        List<Received> retried = read(session, Long.toString(failed.getLast().id()));
        assertThat(retried.getFirst().id()).isEqualTo(failed.getLast().id() + 1);
        assertThat(retried).anyMatch(event -> event.is("session", "QUEUED"));
        assertThat(retried.getLast().is("session", "SUCCEEDED")).isTrue();
    }

    @Test
    @SuppressWarnings("try") // closed before its time, and closing it twice is harmless
    void anotherProcessGoesOnWhereTheStreamBroke(@TempDir Path elsewhere) throws Exception {
        var gate = agents.hold("PUT /mover/instances");
        String session;
        List<Received> first;
        try (Service before = start(elsewhere)) {
            before.registerCluster("shop");
            String own = before.backUp("shop");
            session = before.post("/publications", Map.of("backupId", own)).text("sessionId");
            var events = new EventReader(before.follow(session, null).body());
            first = events.until(event -> event.toString().equals("step startRUNNING"));
            long begun = System.nanoTime();
            before.close();
            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .as("an open stream does not hold up the end")
                    .isLessThan(Duration.ofSeconds(15));
            assertThat(events.next()).as("the stream has ended").isEmpty();
        }
        gate.countDown();
        try (Service after = start(elsewhere)) {
            var events = new EventReader(
                    after.follow(session, Long.toString(first.getLast().id())).body());
            List<Received> rest = events.toTheEnd();
            assertThat(rest.getLast().is("session", "SUCCEEDED")).isTrue();
            List<Received> all = new ArrayList<>(first);
            all.addAll(rest);
            assertThat(all.stream()
                            .filter(event -> !event.name().equals("progress"))
                            .toList())
                    .isEqualTo(new EventReader(after.follow(session, null).body())
                            .toTheEnd().stream()
                                    .filter(event -> !event.name().equals("progress"))
                                    .toList());
        }
    }

    @Test
    void silenceIsBrokenByComments(@TempDir Path elsewhere) throws Exception {
        try (Service service = start(elsewhere, "howdah.recovery.events.heartbeat=100ms")) {
            service.registerCluster("shop");
            String own = service.backUp("shop");
            var gate = agents.hold("PUT /mover/instances");
            String session =
                    service.post("/publications", Map.of("backupId", own)).text("sessionId");
            try (var events = new EventReader(service.follow(session, null).body())) {
                events.until(event -> event.toString().equals("step startRUNNING"));
                int before = events.comments();
                CompletableFuture.runAsync(gate::countDown, CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS));
                events.toTheEnd();
                assertThat(events.comments()).isGreaterThan(before + 2);
            } finally {
                gate.countDown();
            }
        }
    }

    @Test
    void clientsThatLeaveOrDoNotReadHoldNoConnectionToTheDatabase() throws Exception {
        var gate = agents.hold("PUT /mover/instances");
        String session = publish();
        List<EventReader> clients = new ArrayList<>();
        try {
            LongStream.range(0, 60)
                    .forEach(i -> clients.add(
                            new EventReader(service.follow(session, null).body())));
            var pool = service.bean(DataSource.class).unwrap(HikariDataSource.class);
            assertThat(pool.getMaximumPoolSize()).isLessThan(60);
            assertThat(service.get("/sessions/" + session).status()).isEqualTo(200);
            Awaitility.await().until(() -> pool.getHikariPoolMXBean().getActiveConnections() == 0);
        } finally {
            for (EventReader client : clients) {
                client.close();
            }
            gate.countDown();
        }
        service.awaitEnd(session);
    }

    @Test
    void whereEventsWereForgottenTheEndIsTold() throws IOException {
        String session = publish();
        service.awaitEnd(session);
        long last = read(session, null).getLast().id();
        JdbcTemplate jdbc = new JdbcTemplate(service.bean(DataSource.class));
        jdbc.update(
                "update sessions set finished_at = ? where id = ?",
                java.sql.Timestamp.from(Instant.now().minus(Duration.ofDays(8))),
                session);

        service.bean(Scheduler.class)
                .reschedule(TaskInstanceId.of("forget-session-events", "recurring"), Instant.now());
        service.bean(Scheduler.class).triggerCheckForDueExecutions();

        Awaitility.await()
                .until(() -> jdbc.queryForObject(
                                "select count(*) from session_events where session_id = ?", Long.class, session)
                        == 0);
        List<Received> left = read(session, "2");
        assertThat(left).hasSize(1);
        assertThat(left.getFirst().is("session", "SUCCEEDED")).isTrue();
        assertThat(left.getFirst().id()).isEqualTo(last);
        assertThat(jdbc.queryForObject("select count(*) from session_events", Long.class))
                .as("others are kept")
                .isPositive();
    }

    @Test
    void aStreamOfNothingIsRefused() throws IOException {
        assertThat(problem("none", null, 404)).isEqualTo("SESSION_NOT_FOUND");
        assertThat(problem("..x", null, 400)).isEqualTo("INVALID_VALUE");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "-1", "1.5", "99999999", "99999999999999999999"})
    void anIdOfNoEventIsRefused(String id) throws IOException {
        String session = publish();
        service.awaitEnd(session);
        assertThat(problem(session, id, 400)).isEqualTo("INVALID_VALUE");
    }

    private static String problem(String session, String lastEventId, int status) throws IOException {
        var answer = service.follow(session, lastEventId);
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        JsonNode body = JsonMapper.shared().readTree(new String(answer.body().readAllBytes(), StandardCharsets.UTF_8));
        assertThat(body.path("detail").asString()).isNotEmpty();
        assertThat(body.path("hint").asString()).isNotEmpty();
        return body.path("code").asString();
    }

    private static String publish() {
        return service.post("/publications", Map.of("backupId", backup)).text("sessionId");
    }

    private static List<Received> read(String session, String lastEventId) throws IOException {
        try (var events = new EventReader(service.follow(session, lastEventId).body())) {
            return events.toTheEnd();
        }
    }

    private static String nextOf(EventReader events) {
        try {
            Received next;
            do {
                next = events.next().orElseThrow();
            } while (next.name().equals("progress"));
            return next.toString();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
