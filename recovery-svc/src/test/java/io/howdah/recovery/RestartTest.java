package io.howdah.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.JsonNode;

/** recovery-svc goes away in the middle of sessions and comes back. */
class RestartTest {

    @TempDir
    Path home;

    @Test
    void sessionsGoOnWhereTheyWere() {
        try (StubAgents agents = new StubAgents()) {
            String publication;
            String session;
            var gate = agents.hold("PUT /mover/instances");
            try (Service service = Service.start(home, agents.mountUrl(), agents.moverUrl())) {
                service.registerCluster("shop");
                String backup = service.backUp("shop");
                var post = service.post("/publications", Map.of("backupId", backup));
                publication = post.text("id");
                session = post.text("sessionId");
                service.awaitState("/publications/" + publication, "STARTING");
            }
            gate.countDown();
            try (Service service = Service.start(home, agents.mountUrl(), agents.moverUrl())) {
                service.awaitState("/publications/" + publication, "PUBLISHED");
                JsonNode steps = service.get("/sessions/" + session).body().path("steps");
                assertThat(steps.get(1).path("attempts").asInt()).as("mount").isEqualTo(1);
                assertThat(steps.get(2).path("attempts").asInt()).as("start").isEqualTo(2);
                assertThat(agents.started.get("mount " + publication)).isEqualTo(1);
                assertThat(agents.started.get("instance " + publication)).isEqualTo(1);
            }
        }
    }

    @Test
    void whatAKilledProcessHadPickedIsResumedAtOnce() {
        try (StubAgents agents = new StubAgents()) {
            String publication;
            try (Service service = Service.start(home, agents.mountUrl(), agents.moverUrl())) {
                service.registerCluster("shop");
                String backup = service.backUp("shop");
                agents.answer("PUT", "/mounts/", 100, 503, StubAgents.problem(503, "BUSY", "too much to do"));
                var post = service.post("/publications", Map.of("backupId", backup));
                publication = post.text("id");
                service.awaitState("/publications/" + publication, "WAITING_FOR_RETRY");
            }
            try (Service service = Service.start(
                    home,
                    agents.mountUrl(),
                    agents.moverUrl(),
                    "db-scheduler.enabled=true",
                    "db-scheduler.polling-interval=1h")) {
                // As a killed process leaves it: picked, with a heartbeat of just now.
                int picked = new JdbcTemplate(service.bean(DataSource.class))
                        .update("update scheduled_tasks set picked = true, picked_by = 'gone',"
                                + " last_heartbeat = current_timestamp where task_name = 'session'");
                assertThat(picked).isEqualTo(1);
            }
            agents.forgetRules();
            try (Service service = Service.start(home, agents.mountUrl(), agents.moverUrl())) {
                service.awaitState("/publications/" + publication, "PUBLISHED");
                assertThat(agents.started.get("mount " + publication)).isEqualTo(1);
            }
        }
    }
}
