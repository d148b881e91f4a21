package io.howdah.gateway.recovery;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.http.Fault;
import io.howdah.gateway.GatewayTest;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class RoutingTest extends GatewayTest {

    @Test
    void passesARequestOnAsTheSuite(CapturedOutput output) throws Exception {
        RECOVERY.stubFor(post("/api/v1/publications")
                .willReturn(aResponse()
                        .withStatus(202)
                        .withHeader("Location", "/api/v1/publications/20261121t013000-k3v9qa")
                        .withHeader("X-Request-Id", "mine-1")
                        .withHeader("X-Howdah-Session", "20261121t013000-abcdef")
                        .withHeader("Content-Type", "application/json")
                        .withBody("{\"state\":\"PENDING\"}")));

        var answer = send(request("/api/v1/publications")
                .header("Idempotency-Key", "once")
                .header("X-Howdah-Initiator", "somebody else")
                .header("X-Howdah-Session", "somebody else's")
                .header("X-Request-Id", "mine-1")
                .header("X-Forwarded-For", "192.0.2.1")
                .header("X-Forwarded-Proto", "https")
                .header("Forwarded", "for=192.0.2.1")
                .header("Cookie", "a=b")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"cluster\":\"demo\"}")));

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.body()).isEqualTo("{\"state\":\"PENDING\"}");
        assertThat(answer.headers().firstValue("Location")).hasValue("/api/v1/publications/20261121t013000-k3v9qa");
        assertThat(answer.headers().allValues("X-Request-Id")).containsExactly("mine-1");
        assertThat(answer.headers().firstValue("X-Howdah-Session")).isEmpty();
        assertThat(output)
                .contains("request=mine-1", "session=20261121t013000-abcdef", "POST /api/v1/publications answered 202");
        RECOVERY.verify(postRequestedFor(urlEqualTo("/api/v1/publications"))
                .withRequestBody(equalToJson("{\"cluster\":\"demo\"}"))
                .withHeader("Content-Type", containing("application/json"))
                .withHeader("Authorization", equalTo("Bearer " + SECRET))
                .withHeader("Idempotency-Key", equalTo("once"))
                .withHeader("X-Howdah-Initiator", equalTo("token@127.0.0.1"))
                .withHeader("X-Request-Id", equalTo("mine-1"))
                .withoutHeader("X-Howdah-Session")
                .withHeader("X-Forwarded-For", equalTo("127.0.0.1"))
                .withHeader("X-Forwarded-Proto", equalTo("http"))
                .withHeader("X-Forwarded-Host", equalTo("127.0.0.1"))
                .withHeader("X-Forwarded-Port", equalTo(Integer.toString(port)))
                .withoutHeader("Forwarded")
                .withoutHeader("Cookie"));
    }

    @Test
    void passesTheQueryOnAsItWasSent() throws Exception {
        RECOVERY.stubFor(get(anyUrl()).willReturn(okJson("{}")));

        send(request("/api/v1/backups?cluster=a%2Bb&limit=5&cursor=x%3D%3D"));

        RECOVERY.verify(getRequestedFor(urlEqualTo("/api/v1/backups?cluster=a%2Bb&limit=5&cursor=x%3D%3D")));
    }

    @Test
    void problemsOfRecoverySvcPassUnchanged() throws Exception {
        String problem = "{\"status\":404,\"code\":\"CLUSTER_NOT_FOUND\",\"detail\":\"there is no cluster x\"}";
        RECOVERY.stubFor(get("/api/v1/clusters/x")
                .willReturn(aResponse()
                        .withStatus(404)
                        .withHeader("Content-Type", "application/problem+json;charset=UTF-8")
                        .withBody(problem)));

        var answer = send(request("/api/v1/clusters/x"));

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).isEqualTo(problem);
    }

    @Test
    void anErrorThatIsNoProblemBecomesOne() throws Exception {
        RECOVERY.stubFor(get("/api/v1/clusters")
                .willReturn(aResponse()
                        .withStatus(500)
                        .withHeader("Content-Type", "text/html")
                        .withBody("<html>at io.howdah.Secret</html>")));

        var answer = send(request("/api/v1/clusters"));

        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(json(answer).path("code").asString()).isEqualTo("RECOVERY_SVC_FAULTY");
        assertThat(answer.body()).doesNotContain("io.howdah.Secret");
    }

    @Test
    void aSlowAnswerIsNotWaitedForForever() throws Exception {
        RECOVERY.stubFor(get("/api/v1/clusters").willReturn(okJson("{}").withFixedDelay(6_000)));

        var answer = send(request("/api/v1/clusters"));

        assertThat(answer.statusCode()).isEqualTo(504);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(json(answer).path("code").asString()).isEqualTo("RECOVERY_SVC_TIMEOUT");
    }

    /** A chunked answer whose beginning was passed on could only end as if it were whole. */
    @Test
    void anAnswerThatStallsInTheMiddleIsNotTakenForAWholeOne() throws Exception {
        RECOVERY.stubFor(post("/api/v1/backups")
                .willReturn(okJson("{\"id\":\"" + "x".repeat(1_000) + "\"}").withChunkedDribbleDelay(9, 9_000)));

        var answer = send(request("/api/v1/backups").POST(BodyPublishers.ofString("{}")));

        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(json(answer).path("code").asString()).isIn("RECOVERY_SVC_FAULTY", "RECOVERY_SVC_TIMEOUT");
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"EMPTY_RESPONSE", "CONNECTION_RESET_BY_PEER", "RANDOM_DATA_THEN_CLOSE"})
    void aBrokenConnectionIsSaidSo(Fault fault) throws Exception {
        RECOVERY.stubFor(post("/api/v1/backups").willReturn(aResponse().withFault(fault)));

        var answer = send(request("/api/v1/backups").POST(BodyPublishers.ofString("{}")));

        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(json(answer).path("code").asString()).isEqualTo("RECOVERY_SVC_FAULTY");
        assertThat(RECOVERY.getAllServeEvents()).as("a POST is never repeated").hasSize(1);
    }
}
