package io.howdah.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Whatever is killed, however often: a commit that was acknowledged is there afterwards. */
@ExtendWith(SharedSuite.class)
class AcknowledgedCommitsSystemTest {

    private static final int KILLS = Thorough.count(2, 50);
    private static final int CLIENTS = 4;
    private static final int COMMITS_BETWEEN = 100;
    private static final List<String> SERVICES = List.of("mount-svc", "mover-svc", "recovery-svc", "api-gateway");

    private final Map<String, List<Double>> silences = new TreeMap<>();

    @Test
    void noneIsLost(Suite suite) throws InterruptedException {
        try (SourceCluster source = SourceCluster.create("shared_buffers = '8MB'")) {
            source.database("postgres")
                    .execute("CREATE TABLE acknowledged (client int, n bigint, filler text, PRIMARY KEY (client, n))");
            Api.accepted(suite.api().put("/api/v1/clusters/source", source.registration()));
            suite.api().backUp("source", Map.of());
            Publication publication = new Publication(suite.api().publish(Map.of("cluster", "source")));
            // many checkpoints, so that they are hit as well
            publication
                    .database("postgres")
                    .execute(
                            "ALTER SYSTEM SET checkpoint_timeout = '30s'",
                            "ALTER SYSTEM SET fsync = on",
                            "ALTER SYSTEM SET max_wal_size = '32MB'",
                            "SELECT pg_reload_conf()");
            List<CommittingClient> clients = IntStream.range(0, CLIENTS)
                    .mapToObj(number -> new CommittingClient(publication.database("postgres"), number))
                    .toList();
            List<Thread> threads = clients.stream()
                    .map(client -> Thread.ofPlatform().start(client))
                    .toList();

            for (int round = 0; round < KILLS; round++) {
                killed("worker", clients, publication::killWorker);
                killed("postmaster", clients, publication::killPostmaster);
                for (String service : SERVICES) {
                    killed(service, clients, () -> suite.kill(service));
                }
                if (round % 2 == 1) {
                    // nobody is there to notice
                    Publication.killAll(publication.processes());
                }
                killed("(all again)", clients, suite::revive);
            }

            clients.forEach(CommittingClient::stop);
            for (Thread thread : threads) {
                thread.join();
            }
            publication.awaitAnswer();
            report(clients);
            assertThat(clients)
                    .allSatisfy(client -> assertThat(client.lost()).as("lost").isEmpty());
            publication.amcheck();
            suite.api().unpublish(publication.json());
        }
    }

    /** Returns when commits are acknowledged again. */
    private void killed(String what, List<CommittingClient> clients, Runnable disaster) {
        disaster.run();
        long before = commits(clients);
        long time = System.nanoTime();
        Awaitility.await("commits after the kill of " + what)
                .atMost(Duration.ofMinutes(3))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> commits(clients) > before);
        silences.computeIfAbsent(what, absent -> new ArrayList<>()).add((System.nanoTime() - time) / 1e9);
        Awaitility.await()
                .atMost(Duration.ofMinutes(3))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> commits(clients) > before + COMMITS_BETWEEN);
    }

    private static long commits(List<CommittingClient> clients) {
        return clients.stream().mapToLong(CommittingClient::commits).sum();
    }

    private void report(List<CommittingClient> clients) {
        System.out.printf("%d acknowledged commits; until the next one after each kill:%n", commits(clients));
        silences.forEach((what, seconds) -> System.out.printf(
                "%-13s %3d kills, mean %.2f s, longest %.2f s%n",
                what,
                seconds.size(),
                seconds.stream().mapToDouble(Double::doubleValue).average().orElseThrow(),
                seconds.stream().mapToDouble(Double::doubleValue).max().orElseThrow()));
    }
}
