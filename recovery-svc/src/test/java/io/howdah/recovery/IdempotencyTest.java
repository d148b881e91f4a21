package io.howdah.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** Requests that are sent more than once: one after the other, at once, and after a failure in between. */
class IdempotencyTest {

    private static final int AT_ONCE = 8;

    @TempDir
    static Path home;

    private static StubAgents agents;
    private static Service service;

    @BeforeAll
    static void start() {
        agents = new StubAgents();
        service = Service.start(home, agents.mountUrl(), agents.moverUrl());
        service.registerCluster("shop");
        service.backUp("shop");
    }

    @AfterAll
    static void stop() {
        service.close();
        agents.close();
    }

    @Test
    void equalRequestsAtOnceBeginOneBackup() throws Exception {
        service.registerCluster("raced");
        Set<String> ids =
                atOnce("/backups", Map.of("cluster", "raced"), "backup").ids();
        assertThat(ids).hasSize(1);
        service.awaitState("/backups/" + ids.iterator().next(), "COMPLETED");
        assertThat(service.get("/backups?cluster=raced").body().path("items").size())
                .isEqualTo(1);
        assertThat(service.post("/backups", Map.of("cluster", "raced"), "backup")
                        .text("id"))
                .as("also when it is over")
                .isIn(ids);
    }

    @Test
    void equalRequestsAtOnceRetryOnce() throws Exception {
        agents.answer("POST", "/instance-checks", 1, 422, StubAgents.problem(422, "PORT_OCCUPIED", "it is occupied"));
        String session =
                service.post("/publications", Map.of("cluster", "shop")).text("sessionId");
        service.awaitState("/sessions/" + session, "FAILED");

        assertThat(atOnce("/sessions/" + session + "/retry", "", "again").statuses())
                .containsOnly(202);

        var steps = service.awaitState("/sessions/" + session, "SUCCEEDED").path("steps");
        assertThat(steps.get(0).path("attempts").asInt()).isEqualTo(2);
        assertThat(service.post("/sessions/" + session + "/retry", "", "again").status())
                .as("the answer to what was done, not an attempt to do it again")
                .isEqualTo(202);
        assertThat(service.post("/sessions/" + session + "/retry", "", "anew").text("code"))
                .isEqualTo("SESSION_NOT_RETRYABLE");
    }

    @Test
    void equalRequestsAtOnceCancelOnce() throws Exception {
        var gate = agents.hold("PUT /mover/instances");
        try {
            String session =
                    service.post("/publications", Map.of("cluster", "shop")).text("sessionId");
            assertThat(atOnce("/sessions/" + session + "/cancel", "", "stop").statuses())
                    .containsOnly(202);
            gate.countDown();
            service.awaitState("/sessions/" + session, "CANCELED");
            assertThat(service.post("/sessions/" + session + "/cancel", "", "stop")
                            .text("state"))
                    .isEqualTo("CANCELED");
            assertThat(service.post("/sessions/" + session + "/cancel", "", "halt")
                            .text("code"))
                    .isEqualTo("SESSION_FINISHED");
        } finally {
            gate.countDown();
        }
    }

    @Test
    void anotherBodyIsRefused() {
        service.registerCluster("first");
        service.registerCluster("second");
        assertThat(service.post("/backups", Map.of("cluster", "first"), "bodies")
                        .status())
                .isEqualTo(202);
        var other = service.post("/backups", Map.of("cluster", "second"), "bodies");
        assertThat(other.status()).isEqualTo(422);
        assertThat(other.text("code")).isEqualTo("IDEMPOTENCY_KEY_REUSED");
        assertThat(service.get("/backups?cluster=second").body().path("items").size())
                .isZero();
    }

    @Test
    void whatIsMadeAndItsKeyAreThereTogetherOrNotAtAll() {
        service.registerCluster("whole");
        JdbcTemplate jdbc = new JdbcTemplate(service.bean(DataSource.class));
        jdbc.execute("alter table idempotency_keys add constraint broken check (idempotency_key <> 'unkept')");
        try {
            assertThat(service.post("/backups", Map.of("cluster", "whole"), "unkept")
                            .status())
                    .isEqualTo(409);
            assertThat(service.get("/backups?cluster=whole")
                            .body()
                            .path("items")
                            .size())
                    .isZero();
        } finally {
            jdbc.execute("alter table idempotency_keys drop constraint broken");
        }
        var done = service.post("/backups", Map.of("cluster", "whole"), "unkept");
        assertThat(done.status()).isEqualTo(202);
        service.awaitState("/backups/" + done.text("id"), "COMPLETED");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 129})
    void aKeyThatCannotBeKeptIsRefused(int length) {
        var answer = service.post("/backups", Map.of("cluster", "shop"), "k".repeat(length));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("code")).isEqualTo("INVALID_VALUE");
        assertThat(answer.text("detail")).contains("dempotency");
    }

    private record Answers(List<Service.Answer> all) {

        Set<String> ids() {
            Set<String> ids = new HashSet<>();
            all.forEach(answer -> ids.add(answer.text("id")));
            return ids;
        }

        List<Integer> statuses() {
            return all.stream().map(Service.Answer::status).toList();
        }
    }

    private static Answers atOnce(String path, Object body, String key) throws Exception {
        Callable<Service.Answer> request = () -> service.post(path, body, key);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Service.Answer> answers = new java.util.ArrayList<>();
            for (Future<Service.Answer> answer : threads.invokeAll(Collections.nCopies(AT_ONCE, request))) {
                answers.add(answer.get());
            }
            return new Answers(answers);
        }
    }
}
