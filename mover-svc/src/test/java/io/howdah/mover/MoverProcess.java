package io.howdah.mover;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The whole service as a process of its own, run by the user that PostgreSQL runs as, and spoken to over HTTP. */
public final class MoverProcess implements AutoCloseable {

    /** So many may run in it at once. */
    private static final int INSTANCES = 20;

    private static final String SECRET = "0123456789abcdef0123456789abcdef";
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Path home;
    private final int port = FreePorts.one();
    private final int bindumpPort = FreePorts.one();
    private final int firstInstancePort = FreePorts.row(INSTANCES);
    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<String, String> more;
    private final List<String> prefix;
    private Process process;

    private MoverProcess(Path home, Map<String, String> more, List<String> prefix) {
        this.home = home;
        this.prefix = prefix;
        this.more = more;
        try {
            Files.writeString(home.resolve("secret"), SECRET);
            if (Programs.ROOT) {
                new ProcessBuilder("chown", "postgres", home.resolve("secret").toString())
                        .start()
                        .waitFor();
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
        this.process = launch();
    }

    /** @param more environment variables that configure it */
    public static MoverProcess start(Map<String, String> more) {
        return new MoverProcess(Programs.temporaryDirectory(), more, List.of());
    }

    /** @param prefix comes before its command line, and is run by the user who runs the tests */
    public static MoverProcess startBehind(List<String> prefix) {
        return new MoverProcess(Programs.temporaryDirectory(), Map.of(), prefix);
    }

    public Path home() {
        return home;
    }

    public int bindumpPort() {
        return bindumpPort;
    }

    public String url(String path) {
        return "http://127.0.0.1:" + port + path;
    }

    /** What the service would do to its processes when the machine takes it down without a word. */
    public void kill() {
        process.destroyForcibly();
        waitForEnd();
    }

    public void restart() {
        process.destroy();
        waitForEnd();
        process = launch();
    }

    public void startAgain() {
        process = launch();
    }

    public record Answer(int status, JsonNode body) {

        public String text(String field) {
            return body.path(field).asString("");
        }
    }

    public Answer get(String path) {
        return call("GET", path, null);
    }

    public Answer put(String path, Object body) {
        return call("PUT", path, body);
    }

    public Answer post(String path, Object body) {
        return call("POST", path, body);
    }

    public Answer delete(String path) {
        return call("DELETE", path, null);
    }

    private Answer call(String method, String path, Object body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url(path)))
                .header("Authorization", "Bearer " + SECRET)
                .header("Content-Type", "application/json")
                .timeout(Duration.ofSeconds(90))
                .method(
                        method,
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
                .build();
        try {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            return new Answer(
                    response.statusCode(),
                    response.body().isEmpty() ? JSON.createObjectNode() : JSON.readTree(response.body()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Process launch() {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                // Tomcat and others take away what they put here only when they end in peace
                "-Djava.io.tmpdir=" + home,
                "-cp",
                System.getProperty("java.class.path"),
                "io.howdah.mover.MoverApplication"));
        List<String> whole = new ArrayList<>(prefix);
        whole.addAll(Programs.asServerUser(command));
        ProcessBuilder builder = new ProcessBuilder(whole)
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        home.resolve("mover.log").toFile()));
        Map<String, String> environment = builder.environment();
        environment.put("SERVER_PORT", Integer.toString(port));
        environment.put("HOWDAH_SECRETFILE", home.resolve("secret").toString());
        environment.put("HOWDAH_KEYFILE", home.resolve("key").toString());
        environment.put("SPRING_DATASOURCE_URL", "jdbc:h2:fsync:" + home.resolve("state/db"));
        environment.put("HOWDAH_MOVER_REPOSITORY", home.resolve("repository").toString());
        environment.put("HOWDAH_MOVER_BINDUMP_PORT", Integer.toString(bindumpPort));
        environment.put(
                "HOWDAH_MOVER_BINDUMP_SOCKETDIRECTORY", home.resolve("b").toString());
        environment.put("HOWDAH_MOVER_INSTANCE_SOCKETROOT", home.resolve("i").toString());
        environment.put(
                "HOWDAH_MOVER_INSTANCE_LOGDIRECTORY", home.resolve("logs").toString());
        environment.put("HOWDAH_MOVER_INSTANCE_FIRSTPORT", Integer.toString(firstInstancePort));
        environment.put("HOWDAH_MOVER_INSTANCE_LASTPORT", Integer.toString(firstInstancePort + INSTANCES - 1));
        environment.putAll(more);
        try {
            Process started = builder.start();
            Awaitility.await()
                    .atMost(Duration.ofMinutes(3))
                    .pollInterval(Duration.ofMillis(100))
                    .ignoreExceptions()
                    .until(() -> !started.isAlive()
                            || get("/actuator/health/readiness").status() == 200);
            if (!started.isAlive()) {
                String log = log();
                Programs.remove(home);
                throw new IllegalStateException("mover-svc ended: " + log);
            }
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String log() {
        try {
            return Files.readString(home.resolve("mover.log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void waitForEnd() {
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException("mover-svc does not end");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        waitForEnd();
        Programs.remove(home);
    }
}
