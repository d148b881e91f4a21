package io.howdah.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;

/** What is on a machine that has booted after a power cut, held against what had been told before it. */
final class Aftermath {

    private static final Set<String> ENDS = Set.of("SUCCEEDED", "FAILED", "CANCELED");
    private static final int SERVICES = 4;

    private final Machine machine;
    private final Api api;
    private final PowerCut cut;
    private final List<String> resumed = new ArrayList<>();

    Aftermath(Machine machine, PowerCut cut) {
        this.machine = machine;
        this.api = machine.suite().api();
        this.cut = cut;
    }

    /** What the sessions did that the cut had interrupted. */
    List<String> resumed() {
        return resumed;
    }

    /** Each commit that had been acknowledged is there, and the rest is whole. */
    void checkCommits(Publication publication, List<CommittingClient> clients) {
        publication.awaitAnswer();
        for (int i = 0; i < clients.size(); i++) {
            assertThat(clients.get(i).lost(cut.commits().get(i)))
                    .as("lost rows of client %d", i)
                    .isEmpty();
        }
        assertThat(publication.database("postgres").column("""
                SELECT sum(abalance) FROM pgbench_accounts UNION SELECT sum(tbalance) FROM pgbench_tellers
                UNION SELECT sum(bbalance) FROM pgbench_branches
                UNION SELECT coalesce(sum(delta), 0) FROM pgbench_history"""))
                .as("sums of pgbench's tables")
                .hasSize(1);
        publication.amcheck();
    }

    /** What was accepted is done, at the latest when it is tried again. */
    void checkSessions() {
        for (JsonNode session : list("/api/v1/sessions")) {
            String state = session.path("state").asString();
            if (!state.equals("SUCCEEDED")) {
                end(session.path("kind").asString() + " " + state + " " + steps(session), session);
            }
        }
        for (String path : cut.made()) {
            Api.Answer answer = api.get(path);
            String state = answer.status() == 404
                    ? "GONE"
                    : Api.accepted(answer).path("state").asString();
            assertThat(cut.due(path)).as("states that %s may be in", path).contains(state);
        }
    }

    private void end(String was, JsonNode session) {
        String path = "/api/v1/sessions/" + session.path("id").asString();
        JsonNode ended = awaitEnd(path);
        String error = "";
        if (ended.path("state").asString().equals("FAILED")) {
            error = ", failed with " + ended.path("error").path("code").asString();
            Api.accepted(api.post(path + "/retry", Map.of()));
            ended = awaitEnd(path);
        }
        assertThat(ended.path("state").asString()).as("%s", ended).isEqualTo("SUCCEEDED");
        resumed.add(was + error);
    }

    private JsonNode awaitEnd(String session) {
        return Awaitility.await(session + " ends")
                .atMost(Duration.ofMinutes(3))
                .pollInterval(Duration.ofMillis(50))
                .until(
                        () -> Api.accepted(api.get(session)),
                        now -> ENDS.contains(now.path("state").asString()));
    }

    /** The first that is not over. */
    private static String steps(JsonNode session) {
        return session.path("steps")
                .valueStream()
                .filter(step -> !step.path("state").asString().equals("SUCCEEDED"))
                .map(step ->
                        step.path("name").asString() + " " + step.path("state").asString())
                .findFirst()
                .orElse("");
    }

    /** What is in the repository is whole, and known; and the other way round. */
    void checkBackups(String cluster) throws IOException {
        Path repository = machine.suite().repository();
        List<String> known = new ArrayList<>();
        for (JsonNode backup : list("/api/v1/backups")) {
            assertThat(backup.path("state").asString()).as("%s", backup).isEqualTo("COMPLETED");
            known.add(backup.path("id").asString());
        }
        assertThat(children(repository.resolve("clusters").resolve(cluster).resolve("backups")))
                .as("backups in the repository")
                .containsExactlyInAnyOrderElementsOf(known);
        known.forEach(api::verify);
    }

    /** After all publications were taken back. */
    void checkNothingIsLeft(long rows) {
        for (JsonNode publication : list("/api/v1/publications")) {
            if (!publication.path("state").asString().equals("UNPUBLISHED")) {
                Publication published = new Publication(publication);
                published.awaitAnswer();
                assertThat(published.database("postgres").value("SELECT count(*) FROM pgbench_accounts"))
                        .isEqualTo(Long.toString(rows));
                api.unpublish(publication);
            }
        }
        assertThat(children(machine.caches())).as("write caches").isEmpty();
        assertThat(children(machine.mounts())).as("mount points").isEmpty();
        assertThat(children(machine.run().resolve("instances")))
                .as("socket directories")
                .isEmpty();
        assertThat(machine.processes())
                .filteredOn(process -> !WaitingWorker.isOne(Publication.arguments(process.pid())))
                .hasSize(SERVICES)
                .allSatisfy(process -> assertThat(Machine.mountsOf(process))
                        .doesNotContain(machine.mounts().toString()));
    }

    private List<JsonNode> list(String collection) {
        return Api.accepted(api.get(collection + "?limit=1000"))
                .path("items")
                .valueStream()
                .toList();
    }

    private static List<String> children(Path directory) {
        try (Stream<Path> children = Files.list(directory)) {
            return children.map(child -> child.getFileName().toString())
                    .filter(name -> !WaitingWorker.has(name))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
