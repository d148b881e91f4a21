package io.howdah.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What agents are asked to make or remove is numbered, so that they know a call that comes late. */
class FenceTest {

    @TempDir
    Path home;

    @Test
    void numbersGrowOverAllSessionsAboutASubject() {
        try (StubAgents agents = new StubAgents();
                Service service = Service.start(home, agents.mountUrl(), agents.moverUrl())) {
            service.registerCluster("shop");
            String backup = service.backUp("shop");
            agents.answer("PUT", "/instances/", 1, 422, StubAgents.problem(422, "BAD", "it does not start"));
            var post = service.post("/publications", Map.of("backupId", backup));
            String id = post.text("id");
            service.awaitState("/publications/" + id, "FAILED");
            service.post("/sessions/" + post.text("sessionId") + "/retry", "");
            service.awaitState("/publications/" + id, "PUBLISHED");
            service.delete("/publications/" + id);
            service.awaitState("/publications/" + id, "UNPUBLISHED");

            List<StubAgents.Call> calls = agents.calls.stream()
                    .filter(call -> call.path().endsWith("/" + id))
                    .filter(call -> call.method().equals("PUT") || call.method().equals("DELETE"))
                    .toList();
            assertThat(calls.stream().map(StubAgents.Call::toString))
                    .containsExactly(
                            "PUT /mount/mounts/" + id,
                            "PUT /mover/instances/" + id,
                            "DELETE /mover/instances/" + id,
                            "DELETE /mount/mounts/" + id,
                            "PUT /mount/mounts/" + id,
                            "PUT /mover/instances/" + id,
                            "DELETE /mover/instances/" + id,
                            "DELETE /mount/mounts/" + id);
            assertThat(calls.stream().map(StubAgents.Call::fence))
                    .doesNotContainNull()
                    .isSorted()
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void anAttemptThatIsMadeAgainHasAHigherNumber() {
        try (StubAgents agents = new StubAgents();
                Service service = Service.start(home, agents.mountUrl(), agents.moverUrl())) {
            service.registerCluster("shop");
            String backup = service.backUp("shop");
            agents.answer("PUT", "/mounts/", 4, 500, StubAgents.problem(500, "BUSY", "it passes"));
            String id =
                    service.post("/publications", Map.of("backupId", backup)).text("id");
            service.awaitState("/publications/" + id, "PUBLISHED");
            List<StubAgents.Call> calls = agents.callsTo("PUT", "/mounts/" + id);
            assertThat(calls.getLast().fence()).isGreaterThan(calls.getFirst().fence());
        }
    }

    @Test
    void nothingThatComesLateMakesADeletedBackupAgain() {
        try (StubAgents agents = new StubAgents();
                Service service = Service.start(home, agents.mountUrl(), agents.moverUrl())) {
            service.registerCluster("shop");
            String backup = service.backUp("shop");
            service.delete("/backups/" + backup);
            long made =
                    agents.callsTo("PUT", "/backup-jobs/" + backup).getLast().fence();
            assertThat(agents.callsTo("DELETE", "/backup-jobs/" + backup))
                    .isNotEmpty()
                    .allSatisfy(call -> assertThat(call.fence()).isGreaterThan(made));
            assertThat(agents.callsTo("DELETE", "/backups/" + backup))
                    .isNotEmpty()
                    .allSatisfy(call -> assertThat(call.fence()).isGreaterThan(made));
        }
    }
}
