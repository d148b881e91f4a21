package io.howdah.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.system.EventReader.Event;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What clients see of a backup, and what becomes of their requests, when the services between are killed. */
class EventsSystemTest {

    private static final int REQUESTS = 12;

    @TempDir
    Path directory;

    @Test
    void nothingIsMissedAndNothingIsDoneTwice() throws Exception {
        try (SourceCluster source = SourceCluster.create();
                Suite suite = Suite.start()) {
            Api api = suite.api();
            Api.accepted(api.put("/api/v1/clusters/followed", source.registration()));
            Requests requests = new Requests(api, api.backUp("followed", Map.of()));
            source.database("postgres")
                    .execute(
                            "CREATE TABLE big AS SELECT n, repeat(md5(n::text), 20) FROM generate_series(1, 400000) n");

            String session = Api.accepted(api.post("/api/v1/backups", Map.of("cluster", "followed", "workers", 1)))
                    .path("sessionId")
                    .asString();
            Path watched = directory.resolve("watched");
            Process watch = suite.begin(watched, "watch", session);
            List<Event> seen = new ArrayList<>();
            try (EventReader stream = api.follow(session, null)) {
                seen.addAll(stream.until(event -> event.text().equals("step copy RUNNING")));
                // So that the backup is not finished before its session is without a recovery-svc.
                Command.run("kill", "-STOP", suite.pid("mover-svc"));
                requests.send();
                suite.kill("recovery-svc");
                seen.addAll(stream.toTheEnd());
                suite.kill("api-gateway");
            } finally {
                Command.run("kill", "-CONT", suite.pid("mover-svc"));
            }
            assertThat(seen.getLast().name())
                    .as("the session has not ended yet")
                    .isNotEqualTo("session");
            suite.revive();
            try (EventReader stream = api.follow(session, seen.getLast().id())) {
                seen.addAll(stream.toTheEnd());
            }

            assertThat(seen).extracting(Event::id).isSorted().doesNotHaveDuplicates();
            assertThat(withoutProgress(seen)).isEqualTo(withoutProgress(story(api, session)));
            assertThat(seen).last().extracting(Event::text).isEqualTo("session SUCCEEDED");
            assertThat(watch.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(watch.exitValue()).as(Files.readString(watched)).isZero();
            assertThat(Files.readAllLines(watched))
                    .filteredOn(
                            line -> line.contains("done in") || line.contains("attempt") || line.contains("succeeded"))
                    .satisfiesExactly(
                            line -> assertThat(line).contains("validate: done"),
                            line -> assertThat(line).contains("copy: attempt 2"),
                            line -> assertThat(line).contains("copy: done"),
                            line -> assertThat(line).contains("record: done"),
                            line -> assertThat(line).contains("succeeded"));
            requests.eachIsDoneOnce();
        }
    }

    private static List<Event> story(Api api, String session) {
        try (EventReader stream = api.follow(session, null)) {
            return stream.toTheEnd();
        }
    }

    private static List<Event> withoutProgress(Collection<Event> events) {
        return events.stream().filter(event -> !event.isProgress()).toList();
    }

    /** Requests with an Idempotency-Key each, under way when recovery-svc dies. Their host is none, so they wait. */
    private static final class Requests {

        private final Api api;
        private final Map<String, Object> body;
        private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        private final Map<String, Future<String>> answers = new HashMap<>();

        Requests(Api api, JsonNode backup) {
            this.api = api;
            this.body = Map.of("backupId", backup.path("id").asString(), "host", "nowhere");
            Api.accepted(api.put(
                    "/api/v1/hosts/nowhere",
                    Map.of("mountUrl", "http://127.0.0.1:9", "moverUrl", "http://127.0.0.1:9")));
        }

        /** Returns when the first is answered. */
        void send() throws InterruptedException {
            CountDownLatch first = new CountDownLatch(1);
            for (int i = 0; i < REQUESTS; i++) {
                String key = "request-" + i;
                answers.put(key, threads.submit(() -> {
                    try {
                        return api.post("/api/v1/publications", body, key)
                                .body()
                                .path("id")
                                .asString("");
                    } catch (UncheckedIOException lost) {
                        return "";
                    } finally {
                        first.countDown();
                    }
                }));
            }
            assertThat(first.await(60, TimeUnit.SECONDS)).isTrue();
        }

        /** Sends them again, and finds one publication for each. */
        void eachIsDoneOnce() throws Exception {
            threads.close();
            List<String> ids = new ArrayList<>();
            for (var answer : answers.entrySet()) {
                String id = Api.accepted(api.post("/api/v1/publications", body, answer.getKey()))
                        .path("id")
                        .asString();
                assertThat(answer.getValue().get())
                        .as("what was answered before, if anything was")
                        .isIn("", id);
                ids.add(id);
            }
            assertThat(api.get("/api/v1/publications?cluster=followed")
                            .body()
                            .path("items")
                            .findValuesAsString("id"))
                    .containsExactlyInAnyOrderElementsOf(ids);
            assertThat(api.get("/api/v1/sessions?kind=PUBLISH")
                            .body()
                            .path("items")
                            .findValuesAsString("subject"))
                    .containsExactlyInAnyOrderElementsOf(ids);
            for (String id : ids) {
                Api.accepted(api.delete("/api/v1/publications/" + id));
                api.await("/api/v1/publications/" + id, "UNPUBLISHED", Set.of("PUBLISHED"));
            }
        }
    }
}
