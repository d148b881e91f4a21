package io.howdah.gateway.web;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.binaryEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.gateway.GatewayTest;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BodyLimitTest extends GatewayTest {

    private static final int LIMIT = 1 << 20;

    static List<BodyPublisher> tooLarge() {
        return List.of(
                BodyPublishers.ofByteArray(new byte[LIMIT + 1]),
                BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[LIMIT + 1])));
    }

    static List<BodyPublisher> largeEnough() {
        return List.of(
                BodyPublishers.ofByteArray(new byte[LIMIT]),
                BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[LIMIT])));
    }

    @ParameterizedTest
    @MethodSource("tooLarge")
    void aLargerBodyIsRefused(BodyPublisher body) throws Exception {
        var answer = send(request("/api/v1/backups").POST(body));

        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(json(answer).path("code").asString()).isEqualTo("PAYLOAD_TOO_LARGE");
    }

    @ParameterizedTest
    @MethodSource("largeEnough")
    void aBodyOfTheLimitPassesWhole(BodyPublisher body) throws Exception {
        RECOVERY.stubFor(post(anyUrl()).willReturn(aResponse().withStatus(202)));

        assertThat(send(request("/api/v1/backups").POST(body)).statusCode()).isEqualTo(202);
        RECOVERY.verify(postRequestedFor(anyUrl()).withRequestBody(binaryEqualTo(new byte[LIMIT])));
    }

    @Test
    void anEndlessBodyIsAnsweredBeforeItsEnd() throws Exception {
        String chunk = "10000\r\n" + "x".repeat(0x10000) + "\r\n";

        assertThat(firstLine("POST /api/v1/backups HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + TOKEN
                        + "\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk.repeat(17)))
                .startsWith("HTTP/1.1 413");
    }
}
