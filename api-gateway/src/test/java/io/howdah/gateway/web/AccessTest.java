package io.howdah.gateway.web;

import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.gateway.GatewayTest;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccessTest extends GatewayTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/actuator/health",
                "/actuator/health/liveness",
                "/actuator/health/readiness",
                "/openapi.yaml",
                "/openapi.json",
                "/swagger-ui.html",
                "/swagger-ui/swagger-ui.css",
                "/swagger-ui/swagger-ui-bundle.js",
                "/swagger-ui/howdah.js"
            })
    void isOpenWithoutToken(String path) throws Exception {
        RECOVERY.stubFor(get("/actuator/health/readiness").willReturn(okJson("{}")));

        var answer = send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/clusters",
                "/",
                "/nowhere",
                "/actuator",
                "/actuator/env",
                "/actuator/prometheus",
                "/swagger-ui.html/x",
                "/openapi.yaml.bak"
            })
    void isClosedWithoutToken(String path) throws Exception {
        var answer = send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)));

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("WWW-Authenticate")).hasValue("Bearer realm=\"howdah\"");
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(json(answer).path("code").asString()).isEqualTo("UNAUTHORIZED");
    }

    @ParameterizedTest
    @ValueSource(strings = {SECRET, "the-users-toke", "the-users-token2", ""})
    void anotherTokenIsRefused(String token) throws Exception {
        var answer = send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/clusters"))
                .header("Authorization", "Bearer " + token));

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(RECOVERY.getAllServeEvents()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/../actuator/env",
                "/api/v1/%2e%2e/actuator/env",
                "/api/v1/clusters/..%2f..%2factuator",
                "/api/v1/clusters/.%2e/x",
                "/api/v1/./clusters",
                "/api/v1//clusters",
                "/api/v1/clusters;a=b",
                "/actuator/health/../../api/v1/clusters",
                "/actuator/health/..;/..;/api/v1/clusters",
                "/swagger-ui/../api/v1/clusters",
                "/swagger-ui/%2e%2e/api/v1/clusters",
                "/%61pi/v1/clusters",
                "/api/v1/clusters\\..\\x",
                "/api/v1/clusters/a%00b",
                "/api/v1/clusters/a%5cb",
                "/api/v1/clusters/{x}",
                "/api/v1/clusters/%zz"
            })
    void pathsThatCouldBeReadInTwoWaysAreRefused(String path) throws Exception {
        RECOVERY.stubFor(get(anyUrl()).willReturn(okJson("{}")));

        String answer = raw("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + TOKEN
                + "\r\nConnection: close\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 400 ");
        assertThat(answer.toLowerCase(Locale.ROOT)).contains("content-type: application/problem+json");
        assertThat(answer).contains("\"code\":", "\"hint\":");
        assertThat(RECOVERY.getAllServeEvents()).isEmpty();
    }

    @Test
    void whoHasTheTokenReadsTheMetrics() throws Exception {
        var answer = send(request("/actuator/prometheus"));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("howdah_ready 0.0", "http_server_requests_seconds");
    }

    @Test
    void evenARefusalHasAnId() throws Exception {
        var answer = send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/clusters")));

        assertThat(answer.headers().allValues("X-Request-Id"))
                .singleElement()
                .asString()
                .matches("[0-9a-f]{16}");
    }

    @Test
    void anUnknownPathIsNotFound() throws Exception {
        var answer = send(request("/nowhere"));

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(json(answer).path("code").asString()).isEqualTo("NOT_FOUND");
    }

    @Test
    void aWrongMethodIsNotAllowed() throws Exception {
        var answer = send(request("/openapi.yaml").DELETE());

        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(json(answer).path("code").asString()).isEqualTo("METHOD_NOT_ALLOWED");
    }

    @Test
    void aRequestThatIsNotHttpIsAnsweredWithAProblem() throws Exception {
        assertThat(raw("GET /\u0001 HTTP/1.1\r\nHost: localhost\r\n\r\n"))
                .startsWith("HTTP/1.1 400 ")
                .contains("application/problem+json", "\"code\":\"BAD_REQUEST\"");
    }
}
