package io.howdah.recovery;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** recovery-svc with its state in a directory, spoken to over HTTP; closed and started again it is the same one. */
final class Service implements AutoCloseable {

    record Answer(int status, JsonNode body, String location) {

        String text(String field) {
            return body.path(field).asString("");
        }
    }

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Set<String> OVER = Set.of("SUCCEEDED", "FAILED", "CANCELED");

    private final ConfigurableApplicationContext context;
    private final int port;
    private final String secret;

    private Service(ConfigurableApplicationContext context, String secret) {
        this.context = context;
        this.port = ((WebServerApplicationContext) context).getWebServer().getPort();
        this.secret = secret;
    }

    static Service start(Path home, URI mountUrl, URI moverUrl, String... settings) {
        Map<String, String> arguments = new LinkedHashMap<>();
        arguments.put("server.port", "0");
        arguments.put("spring.main.banner-mode", "off");
        arguments.put("spring.datasource.url", "jdbc:h2:fsync:" + home.resolve("state/db"));
        arguments.put("howdah.secret-file", home.resolve("secret/agent").toString());
        arguments.put("howdah.key-file", home.resolve("secret/key").toString());
        arguments.put("howdah.recovery.local.mount-url", mountUrl.toString());
        arguments.put("howdah.recovery.local.mover-url", moverUrl.toString());
        arguments.put("howdah.recovery.session.first-retry", "200ms");
        arguments.put("howdah.recovery.session.longest-retry", "500ms");
        arguments.put("howdah.recovery.session.retries", "3");
        arguments.put("howdah.recovery.session.progress-interval", "0ms");
        arguments.put("howdah.recovery.agent.first-pause", "20ms");
        arguments.put("howdah.recovery.agent.breaker-open", "100ms");
        arguments.put("howdah.recovery.events.poll", "20ms");
        arguments.put("db-scheduler.polling-interval", "100ms");
        arguments.put("db-scheduler.shutdown-max-wait", "200ms");
        for (String setting : settings) {
            arguments.put(setting.substring(0, setting.indexOf('=')), setting.substring(setting.indexOf('=') + 1));
        }
        ConfigurableApplicationContext context = new SpringApplication(RecoveryApplication.class)
                .run(arguments.entrySet().stream()
                        .map(setting -> "--" + setting.getKey() + "=" + setting.getValue())
                        .toArray(String[]::new));
        try {
            return new Service(
                    context, Files.readString(home.resolve("secret/agent")).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    /** Follows a session from the event after that one, or from the beginning. */
    HttpResponse<InputStream> follow(String sessionId, String lastEventId) {
        var request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + port + "/api/v1/sessions/" + sessionId + "/events"))
                .header("Authorization", "Bearer " + secret)
                .header("Accept", "text/event-stream");
        if (lastEventId != null) {
            request.header("Last-Event-ID", lastEventId);
        }
        try {
            return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The status with which it answers for that group of its health. */
    int health(String group) {
        try {
            return HTTP.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/actuator/health/" + group))
                                    .build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    Answer get(String path) {
        return send("GET", path, null, null);
    }

    Answer put(String path, Object body) {
        return send("PUT", path, body, null);
    }

    Answer post(String path, Object body) {
        return send("POST", path, body, null);
    }

    Answer post(String path, Object body, String key) {
        return send("POST", path, body, key);
    }

    Answer delete(String path) {
        return send("DELETE", path, null, null);
    }

    private Answer send(String method, String path, Object body, String key) {
        try {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1" + path))
                    .header("Authorization", "Bearer " + secret)
                    .header("Content-Type", "application/json")
                    .method(
                            method,
                            body == null
                                    ? HttpRequest.BodyPublishers.noBody()
                                    : HttpRequest.BodyPublishers.ofString(
                                            body instanceof String text ? text : JSON.writeValueAsString(body)));
            if (key != null) {
                request.header("Idempotency-Key", key);
            }
            HttpResponse<String> response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(
                    response.statusCode(),
                    response.body().isEmpty() ? JSON.createObjectNode() : JSON.readTree(response.body()),
                    response.headers().firstValue("Location").orElse(""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    void registerCluster(String name) {
        Answer answer = put("/clusters/" + name, Map.of("dataDirectory", "/pgdata", "port", 5432, "user", "postgres"));
        if (answer.status() != 200) {
            throw new AssertionError("cannot register: " + answer);
        }
    }

    /** Takes a backup and returns its id. */
    String backUp(String cluster) {
        Answer answer = post("/backups", Map.of("cluster", cluster));
        if (answer.status() != 202) {
            throw new AssertionError("cannot back up: " + answer);
        }
        awaitState("/backups/" + answer.text("id"), "COMPLETED");
        return answer.text("id");
    }

    JsonNode awaitState(String path, String state) {
        return Awaitility.await(path + " is " + state)
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(10))
                .until(
                        () -> get(path).body(),
                        body -> body.path("state").asString().equals(state));
    }

    /** Waits until the session has ended, however. */
    JsonNode awaitEnd(String sessionId) {
        return Awaitility.await("the end of session " + sessionId)
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(10))
                .until(
                        () -> get("/sessions/" + sessionId).body(),
                        body -> OVER.contains(body.path("state").asString()));
    }

    @Override
    public void close() {
        context.close();
    }
}
