package io.howdah.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The public API as any HTTP client uses it. */
final class Api {

    /** What came back: the status and the body, which is missing when it was empty. */
    record Answer(int status, String contentType, JsonNode body) {

        String code() {
            return body.path("code").asString("");
        }
    }

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final String base;
    private final String token;

    Api(String base, String token) {
        this.base = base;
        this.token = token;
    }

    Answer get(String path) {
        return send("GET", path, null);
    }

    Answer delete(String path) {
        return send("DELETE", path, null);
    }

    Answer put(String path, Map<String, ?> body) {
        return send("PUT", path, JSON.writeValueAsString(body));
    }

    Answer post(String path, Map<String, ?> body) {
        return send("POST", path, JSON.writeValueAsString(body));
    }

    /** The same request with the same key is done once. */
    Answer post(String path, Map<String, ?> body, String idempotencyKey) {
        return send("POST", path, JSON.writeValueAsString(body), idempotencyKey);
    }

    /** Follows a session from the beginning, or from where an earlier stream ended. */
    EventReader follow(String session, @Nullable Long lastEventId) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(base + "/api/v1/sessions/" + session + "/events"))
                .header("Authorization", "Bearer " + token);
        if (lastEventId != null) {
            request.header("Last-Event-ID", lastEventId.toString());
        }
        try {
            var response = http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            if (response.statusCode() != 200) {
                throw new AssertionError("no stream of session " + session + ": " + response.statusCode());
            }
            return new EventReader(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException("follow session " + session, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while following session " + session, e);
        }
    }

    Answer send(String method, String path, @Nullable String body) {
        return send(method, path, body, null);
    }

    Answer send(String method, String path, @Nullable String body, @Nullable String idempotencyKey) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(Duration.ofMinutes(1))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (idempotencyKey != null) {
            request.header("Idempotency-Key", idempotencyKey);
        }
        try {
            HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(
                    response.statusCode(),
                    response.headers().firstValue("Content-Type").orElse(""),
                    response.body().isBlank() ? JSON.missingNode() : JSON.readTree(response.body()));
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted during " + method + " " + path, e);
        }
    }

    /** Takes a full backup and waits for it. */
    JsonNode backUp(String cluster, Map<String, ?> options) {
        Map<String, Object> body = new java.util.HashMap<>(options);
        body.put("cluster", cluster);
        body.putIfAbsent("type", "FULL");
        JsonNode accepted = accepted(post("/api/v1/backups", body));
        return await("/api/v1/backups/" + accepted.path("id").asString(), "COMPLETED", Set.of("FAILED", "CANCELED"));
    }

    /** Has a backup read back; fails when anything of it is damaged. */
    void verify(String backup) {
        JsonNode session = accepted(post("/api/v1/backups/" + backup + "/verification", Map.of()));
        await("/api/v1/sessions/" + session.path("id").asString(), "SUCCEEDED", Set.of("FAILED", "CANCELED"));
    }

    JsonNode publish(Map<String, ?> request) {
        JsonNode accepted = accepted(post("/api/v1/publications", request));
        return await(publication(accepted), "PUBLISHED", Set.of("FAILED", "UNPUBLISHED"));
    }

    JsonNode publishExpectingFailure(Map<String, ?> request) {
        JsonNode accepted = accepted(post("/api/v1/publications", request));
        return await(publication(accepted), "FAILED", Set.of("PUBLISHED", "UNPUBLISHED"));
    }

    void unpublish(JsonNode publication) {
        accepted(delete(publication(publication)));
        await(publication(publication), "UNPUBLISHED", Set.of("FAILED"));
    }

    private static String publication(JsonNode publication) {
        return "/api/v1/publications/" + publication.path("id").asString();
    }

    static JsonNode accepted(Answer answer) {
        if (answer.status() / 100 != 2) {
            throw new AssertionError("refused with " + answer.status() + ": " + answer.body());
        }
        return answer.body();
    }

    /** Asks until the resource is in that state, and fails as soon as it is in one that it cannot leave for it. */
    JsonNode await(String path, String state, Set<String> hopeless) {
        return Awaitility.await(path + " " + state)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> accepted(get(path)), resource -> {
                    String now = resource.path("state").asString();
                    if (hopeless.contains(now)) {
                        throw new AssertionError(path + " is " + now + ": " + resource);
                    }
                    return now.equals(state);
                });
    }
}
