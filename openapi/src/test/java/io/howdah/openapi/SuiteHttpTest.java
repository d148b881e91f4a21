package io.howdah.openapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.openapi.secret.BearerFilter;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.MDC;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** What every service has in common about HTTP, over a real connection: the secret and the bounded body. */
class SuiteHttpTest {

    @TempDir
    Path home;

    @Test
    void wantsTheSuiteSecretForEverythingButHealth() throws Exception {
        try (var service = start(Service.class)) {
            assertThat(get(service, "/things", null).statusCode()).isEqualTo(401);
            HttpResponse<String> wrong = get(service, "/things", "wrong");
            assertThat(wrong.statusCode()).isEqualTo(401);
            assertThat(wrong.headers().firstValue("Content-Type")).hasValue("application/problem+json");
            assertThat(wrong.body()).contains("UNAUTHORIZED");
            assertThat(get(service, "/things", secret()).body()).isEqualTo("things");

            assertThat(get(service, "/actuator/health", null).body()).contains("UP");
            assertThat(get(service, "/actuator/health/readiness", null).body()).contains("UP");
            assertThat(get(service, "/actuator/prometheus", null).statusCode()).isEqualTo(401);
            assertThat(get(service, "/actuator/prometheus", secret()).body())
                    .contains("howdah_ready 1.0", "http_server_requests_seconds_count", "jvm_memory_used_bytes")
                    .doesNotContain("tomcat_");
            assertThat(get(service, "/actuator/health/../../things", null).statusCode())
                    .isEqualTo(401);
            assertThat(get(service, "/actuator/healthy", null).statusCode()).isEqualTo(401);
        }
    }

    @Test
    void leavesAServiceWithItsOwnFilterAlone() throws Exception {
        try (var service = start(Gateway.class)) {
            assertThat(get(service, "/things", "users").body()).isEqualTo("things");
            assertThat(home.resolve("secret/agent")).doesNotExist();
        }
    }

    @Test
    void givesEveryRequestAnIdAndTellsOfItsSession() throws Exception {
        try (var service = start(Service.class)) {
            HttpResponse<String> refused = get(service, "/things", null);
            assertThat(refused.headers().firstValue("X-Request-Id"))
                    .hasValueSatisfying(id -> assertThat(id).matches("[0-9a-f]{16}"));

            HttpResponse<String> asked = about(service, "mine-1", "20261121t013000-k3v9qa");
            assertThat(asked.headers().allValues("X-Request-Id")).containsExactly("mine-1");
            assertThat(asked.body()).contains("request=mine-1", "session=20261121t013000-k3v9qa");

            HttpResponse<String> forged = about(service, "a b", "c d");
            assertThat(forged.headers().firstValue("X-Request-Id"))
                    .hasValueSatisfying(id -> assertThat(id).doesNotContain(" "));
            assertThat(forged.body()).doesNotContain("session", "a b");
        }
    }

    private HttpResponse<String> about(ConfigurableApplicationContext service, String request, String session)
            throws Exception {
        return send(HttpRequest.newBuilder(uri(service, "/about"))
                .header("Authorization", "Bearer " + secret())
                .header("X-Request-Id", request)
                .header("X-Howdah-Session", session)
                .build());
    }

    @Test
    void doesNotStartWithoutASecret() {
        assertThatThrownBy(() -> builder(Service.class).run("--server.port=0")).hasStackTraceContaining("secretFile");
    }

    @Test
    void readsNoBodyBeyondTheLimit() throws Exception {
        try (var service = start(Service.class)) {
            assertThat(put(service, BodyPublishers.ofString(json(990))).statusCode())
                    .isEqualTo(200);

            HttpResponse<String> announced = put(service, BodyPublishers.ofString(json(1100)));
            assertThat(announced.statusCode()).isEqualTo(413);
            assertThat(announced.body()).contains("PAYLOAD_TOO_LARGE", "1024 bytes", "hint");

            byte[] bytes = json(1100).getBytes();
            HttpResponse<String> chunked =
                    put(service, BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes)));
            assertThat(chunked.statusCode()).isEqualTo(413);
            assertThat(chunked.headers().firstValue("Content-Type")).hasValue("application/problem+json");
            assertThat(chunked.body()).contains("PAYLOAD_TOO_LARGE");
        }
    }

    private ServletWebServerApplicationContext start(Class<?> service) {
        return (ServletWebServerApplicationContext) builder(service)
                .run(
                        "--server.port=0",
                        "--spring.config.import=classpath:howdah-service.yaml",
                        "--howdah.secret-file=" + home.resolve("secret/agent"),
                        "--howdah.body.max-size=1KB");
    }

    private static SpringApplicationBuilder builder(Class<?> service) {
        return new SpringApplicationBuilder(service).web(WebApplicationType.SERVLET);
    }

    private String secret() throws Exception {
        return Files.readString(home.resolve("secret/agent")).strip();
    }

    private static String json(int length) {
        return "{\"name\":\"" + "x".repeat(length) + "\"}";
    }

    private static HttpResponse<String> get(ConfigurableApplicationContext service, String path, String token)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(service, path));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return send(request.build());
    }

    private HttpResponse<String> put(ConfigurableApplicationContext service, BodyPublisher body) throws Exception {
        return send(HttpRequest.newBuilder(uri(service, "/things"))
                .header("Authorization", "Bearer " + secret())
                .header("Content-Type", "application/json")
                .PUT(body)
                .build());
    }

    private static HttpResponse<String> send(HttpRequest request) throws Exception {
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            return client.send(request, BodyHandlers.ofString());
        }
    }

    private static URI uri(ConfigurableApplicationContext service, String path) {
        int port = ((ServletWebServerApplicationContext) service).getWebServer().getPort();
        return URI.create("http://127.0.0.1:" + port + path);
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import(Things.class)
    static class Service {}

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import(Things.class)
    static class Gateway {

        @Bean
        BearerFilter users(JsonMapper json) {
            return new BearerFilter("users", "log in", request -> false, json);
        }
    }

    @RestController
    static class Things {

        @GetMapping("/things")
        String things() {
            return "things";
        }

        @GetMapping("/actuator/healthy")
        String healthy() {
            return "not health";
        }

        @GetMapping("/about")
        String about() {
            return String.valueOf(MDC.getCopyOfContextMap());
        }

        @PutMapping("/things")
        Map<String, Object> put(@RequestBody Map<String, Object> body) {
            return body;
        }
    }
}
