package io.howdah.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A publication whose processes die is back by itself, with its changes; also after a boot of the host. */
@ExtendWith(SharedSuite.class)
class RevivalSystemTest {

    private static final List<String> SERVICES = List.of("mount-svc", "mover-svc", "recovery-svc", "api-gateway");

    private static Suite suite;
    private static SourceCluster source;

    private Publication publication;

    @BeforeAll
    static void backUp(Suite shared) {
        suite = shared;
        source = SourceCluster.create();
        source.database("postgres").execute("CREATE TABLE story AS SELECT n FROM generate_series(1, 100000) n");
        Api.accepted(suite.api().put("/api/v1/clusters/source", source.registration()));
        suite.api().backUp("source", Map.of());
    }

    @AfterAll
    static void takeDown() {
        source.close();
    }

    @BeforeEach
    void publish() {
        publication = published();
    }

    @AfterEach
    void unpublish() {
        suite.api().unpublish(publication.json());
        assertThat(publication.mountPoint()).doesNotExist();
        assertThat(publication.writeCache()).doesNotExist();
        assertThat(publication.processes()).isEmpty();
    }

    @Test
    void whenItsWorkerDies() {
        comesBackAfter(publication::killWorker);
    }

    @Test
    void whenItsPostmasterDies() {
        comesBackAfter(publication::killPostmaster);
    }

    @Test
    void whenAllItsProcessesDie() {
        comesBackAfter(() -> Publication.killAll(publication.processes()));
    }

    @Test
    void whenTheyDieWhileTheServicesAreDown() {
        comesBackAfter(() -> {
            suite.kill(SERVICES);
            publication.killWorker();
            suite.revive();
        });
    }

    @Test
    void unlessItsUserHasShutItDown() {
        publication.pgCtl("stop");
        publication.killWorker();
        Awaitility.await()
                .during(Duration.ofSeconds(4))
                .atMost(Duration.ofSeconds(30))
                .until(() -> !publication.answers());
        Path version = Path.of(publication.json().path("dataDirectory").asString(), "PG_VERSION");
        Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> Files.exists(version));
        // unlike a start, it gives the server the arguments it had
        publication.pgCtl("restart");
        assertThat(changes(publication)).isEqualTo("changed");
    }

    @Test
    void whenTheHostBoots() {
        Publication other = published();
        other.database("postgres").execute("UPDATE kept SET what = 'also'");
        try {
            // The boot takes all processes, all mounts, and what is in memory file systems.
            List<ProcessHandle> instances = Stream.of(publication, other)
                    .flatMap(p -> p.processes().stream())
                    .toList();
            suite.kill(SERVICES);
            Publication.killAll(instances);
            for (Publication p : List.of(publication, other)) {
                Command.run("umount", "-l", p.mountPoint().toString());
            }
            Path mountRoot = publication.mountPoint().getParent();
            Path run = publication.socketDirectory().getParent().getParent();
            Command.run("rm", "-rf", "--one-file-system", mountRoot.toString(), run.toString());

            suite.revive();

            publication.awaitAnswer();
            other.awaitAnswer();
            assertThat(changes(publication)).isEqualTo("changed");
            assertThat(changes(other)).isEqualTo("also");
            publication.amcheck();
        } finally {
            suite.api().unpublish(other.json());
        }
    }

    private static Publication published() {
        Publication published = new Publication(suite.api().publish(Map.of("cluster", "source")));
        published.database("postgres").execute("CREATE TABLE kept AS SELECT 'changed' AS what", "DROP TABLE story");
        return published;
    }

    private static String changes(Publication publication) {
        return publication.database("postgres").value("SELECT what FROM kept WHERE to_regclass('story') IS NULL");
    }

    private void comesBackAfter(Runnable disaster) {
        long before = publication.postmaster().pid();
        disaster.run();
        long died = System.nanoTime();
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .pollInterval(Duration.ofMillis(50))
                .ignoreExceptionsInstanceOf(AssertionError.class)
                .until(() -> publication.postmaster().pid() != before && publication.answers());
        System.out.printf("back after %.1f s%n", (System.nanoTime() - died) / 1e9);
        assertThat(changes(publication)).isEqualTo("changed");
        publication.database("postgres").execute("INSERT INTO kept SELECT 'more'", "CHECKPOINT");
        publication.amcheck();
    }
}
