package io.howdah.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The state in a real PostgreSQL, shared by two recovery-svc. */
class PostgresTest {

    private static Path home;
    private static String url;
    private static int port;
    private static Path bin;

    @BeforeAll
    static void startPostgres() throws Exception {
        try (var versions = Files.list(Path.of("/usr/lib/postgresql"))) {
            bin = versions.sorted().toList().getLast().resolve("bin");
        }
        home = Files.createTempDirectory(Path.of("/var/tmp"), "howdah-recovery");
        int free = freePort();
        if (System.getProperty("user.name").equals("root")) {
            run("chown", "postgres", home.toString());
        }
        asPostgres(bin + "/initdb", "-D", home.resolve("data").toString(), "-U", "howdah", "-A", "trust", "-N");
        startServer(free);
        url = "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=howdah";
    }

    /**
     * Below the range that the kernel hands out to clients, who could take it before the server does, and above what
     * the tests of mover-svc choose from, which run at the same time.
     */
    private static int freePort() throws IOException {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(30_000, 32_000);
            try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return port;
            } catch (BindException somebodyListens) {
                continue;
            }
        }
    }

    private static void startServer(int onPort) {
        port = onPort;
        asPostgres(
                bin + "/pg_ctl",
                "-D",
                home.resolve("data").toString(),
                "-w",
                "-l",
                home.resolve("log").toString(),
                "-o",
                "-p " + port + " -k " + home + " -c listen_addresses=127.0.0.1 -c fsync=off",
                "start");
    }

    @Test
    void isNotReadyWithoutItsDatabaseButLives() throws IOException {
        Path suite = Files.createTempDirectory("howdah-suite");
        try (StubAgents agents = new StubAgents();
                Service service = Service.start(
                        suite,
                        agents.mountUrl(),
                        agents.moverUrl(),
                        "spring.datasource.url=" + url,
                        "spring.datasource.hikari.connection-timeout=1000")) {
            assertThat(service.health("readiness")).isEqualTo(200);
            asPostgres(bin + "/pg_ctl", "-D", home.resolve("data").toString(), "-m", "immediate", "stop");
            try {
                assertThat(service.health("readiness")).isEqualTo(503);
                assertThat(service.health("liveness")).isEqualTo(200);
            } finally {
                startServer(port);
            }
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> service.health("readiness") == 200);
        } finally {
            run("rm", "-rf", suite.toString());
        }
    }

    @AfterAll
    static void stopPostgres() throws Exception {
        asPostgres(bin + "/pg_ctl", "-D", home.resolve("data").toString(), "-m", "immediate", "stop");
        run("rm", "-rf", home.toString());
    }

    @Test
    @SuppressWarnings("try") // one of them is closed before its time, and closing it twice is harmless
    void twoShareTheWorkAndOneGoesOnWhereTheOtherStopped() throws IOException {
        Path suite = Files.createTempDirectory("howdah-suite");
        try (StubAgents agents = new StubAgents();
                Service one = start(suite, agents);
                Service two = start(suite, agents)) {
            one.registerCluster("shop");
            String backup = two.backUp("shop");
            List<String> ids = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                Service service = i % 2 == 0 ? one : two;
                ids.add(service.post("/publications", Map.of("backupId", backup), "key-" + i)
                        .text("id"));
            }
            assertThat(two.post("/publications", Map.of("backupId", backup), "key-0")
                            .text("id"))
                    .isEqualTo(ids.getFirst());
            ids.forEach(id -> two.awaitState("/publications/" + id, "PUBLISHED"));
            ids.forEach(id -> assertThat(agents.started.get("instance " + id)).isEqualTo(1));
            Set<String> listed = new HashSet<>();
            one.get("/publications?state=PUBLISHED&limit=1000")
                    .body()
                    .path("items")
                    .forEach(item -> listed.add(item.path("id").asString()));
            assertThat(listed).containsAll(ids);

            var gate = agents.hold("PUT /mover/instances");
            List<String> held = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                held.add(one.post("/publications", Map.of("backupId", backup)).text("id"));
            }
            held.forEach(id -> two.awaitState("/publications/" + id, "STARTING"));
            one.close();
            gate.countDown();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> held.forEach(
                            id -> assertThat(two.get("/publications/" + id).text("state"))
                                    .isEqualTo("PUBLISHED")));
            held.forEach(id -> assertThat(agents.started.get("instance " + id)).isEqualTo(1));
        } finally {
            run("rm", "-rf", suite.toString());
        }
    }

    /** As one of a recovery-svc that hangs, or whose host is gone. */
    @Test
    void aTransactionInWhichNothingHappensDoesNotKeepOthersFromTheirWork() throws Exception {
        Path suite = Files.createTempDirectory("howdah-suite");
        try (StubAgents agents = new StubAgents();
                Service service = start(suite, agents)) {
            // closed by the server
            Connection hung = service.bean(DataSource.class).getConnection();
            hung.setAutoCommit(false);
            hung.createStatement().execute("lock table sessions in access exclusive mode");
            assertThat(service.get("/sessions?limit=1").status()).isEqualTo(200);
            assertThat(hung.isValid(1)).isFalse();
        } finally {
            run("rm", "-rf", suite.toString());
        }
    }

    private static Service start(Path suite, StubAgents agents) {
        return Service.start(suite, agents.mountUrl(), agents.moverUrl(), "spring.datasource.url=" + url);
    }

    private static void asPostgres(String... command) {
        List<String> words = new ArrayList<>();
        if (System.getProperty("user.name").equals("root")) {
            words.addAll(List.of("setpriv", "--reuid", "postgres", "--regid", "postgres", "--clear-groups"));
        }
        words.addAll(List.of(command));
        run(words.toArray(String[]::new));
    }

    private static void run(String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .directory(new java.io.File("/"))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(String.join(" ", command)).isZero();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
