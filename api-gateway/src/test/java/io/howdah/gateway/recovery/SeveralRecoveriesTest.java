package io.howdah.gateway.recovery;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.ok;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.http.Fault;
import io.howdah.gateway.GatewayTest;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Two recovery-svc behind the gateway, of which one is in trouble. */
class SeveralRecoveriesTest extends GatewayTest {

    private static final String PATH = "/api/v1/things";
    private static final String READINESS = "/actuator/health/readiness";
    private static final String BODY = "{\"cluster\":\"demo\"}";

    private static WireMockServer troubled =
            new WireMockServer(WireMockConfiguration.options().dynamicPort().bindAddress("127.0.0.1"));

    @DynamicPropertySource
    static void several(DynamicPropertyRegistry registry) {
        troubled.start();
        String second = troubled.baseUrl();
        registry.add("howdah.gateway.recovery-urls", () -> RECOVERY.baseUrl() + "/," + second);
        registry.add("howdah.gateway.probe-interval", () -> "50ms");
    }

    @AfterAll
    static void stop() {
        troubled.stop();
    }

    @BeforeEach
    void bothWork() throws Exception {
        troubled.resetAll();
        for (WireMockServer server : List.of(RECOVERY, troubled)) {
            server.stubFor(get(READINESS).willReturn(ok()));
            server.stubFor(any(urlPathMatching("/api/.*")).willReturn(okJson("{}")));
        }
        awaitBothAsked();
    }

    @Test
    void bothGetTheirShare() throws Exception {
        for (int i = 0; i < 10; i++) {
            assertThat(send(request(PATH)).statusCode()).isEqualTo(200);
        }

        assertThat(calls(RECOVERY)).isEqualTo(5);
        assertThat(calls(troubled)).isEqualTo(5);
    }

    @Test
    void oneThatIsGoneIsLeftOutForAnyMethodAndTakenBack() throws Exception {
        int port = troubled.port();
        troubled.stop();

        for (int i = 0; i < 6; i++) {
            assertThat(send(request(PATH).POST(BodyPublishers.ofString(BODY))).statusCode())
                    .isEqualTo(200);
        }
        RECOVERY.verify(6, anyRequestedFor(urlEqualTo(PATH)).withRequestBody(equalToJson(BODY)));

        troubled = new WireMockServer(WireMockConfiguration.options().port(port).bindAddress("127.0.0.1"));
        troubled.start();
        bothWork();
    }

    @Test
    void oneThatHangsIsLeftOutAndTakenBack() throws Exception {
        troubled.stubFor(get(READINESS).willReturn(aResponse().withFixedDelay(10_000)));
        Awaitility.await("it is found out").atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            forgetCalls();
            send(request(PATH));
            send(request(PATH));
            assertThat(calls(troubled)).isZero();
        });

        troubled.stubFor(get(READINESS).willReturn(ok()));
        awaitBothAsked();
    }

    @Test
    void oneThatIsNotReadyIsLeftOut() throws Exception {
        troubled.stubFor(get(READINESS).willReturn(aResponse().withStatus(503)));
        Awaitility.await("it is found out").atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            forgetCalls();
            send(request(PATH));
            send(request(PATH));
            assertThat(calls(troubled)).isZero();
        });
    }

    @Test
    void aPostThatWasSentIsNotSentAgain() throws Exception {
        trouble(aResponse().withFault(Fault.EMPTY_RESPONSE));

        var answers = sendTwice(request(PATH).POST(BodyPublishers.ofString(BODY)));

        assertThat(answers).containsExactlyInAnyOrder(200, 502);
        assertThat(calls(troubled)).isEqualTo(1);
        assertThat(calls(RECOVERY)).isEqualTo(1);
    }

    @Test
    void aPostThatWasSentWithAKeyIsSentAgainWhole() throws Exception {
        trouble(aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER));

        var answers = sendTwice(request(PATH).header("Idempotency-Key", "k").POST(BodyPublishers.ofString(BODY)));

        assertThat(answers).containsExactly(200, 200);
        troubled.verify(1, anyRequestedFor(urlEqualTo(PATH)).withRequestBody(equalToJson(BODY)));
        RECOVERY.verify(2, anyRequestedFor(urlEqualTo(PATH)).withRequestBody(equalToJson(BODY)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "PUT", "DELETE"})
    void whatIsTheSameDoneTwiceIsSentAgainWhenTheConnectionBroke(String method) throws Exception {
        trouble(aResponse().withFault(Fault.EMPTY_RESPONSE));

        var answers = sendTwice(request(PATH).method(method, BodyPublishers.noBody()));

        assertThat(answers).containsExactly(200, 200);
        // The JDK's client repeats a GET by itself.
        assertThat(calls(troubled)).isBetween(1, method.equals("GET") ? 9 : 1);
        assertThat(calls(RECOVERY)).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "DELETE", "POST"})
    void whatMayStillBeWorkedOnIsNotSentAgain(String method) throws Exception {
        trouble(okJson("{}").withFixedDelay(6_000));

        var answers =
                sendTwice(request(PATH).header("Idempotency-Key", "k").method(method, BodyPublishers.ofString(BODY)));

        assertThat(answers).containsExactlyInAnyOrder(200, 504);
        assertThat(calls(RECOVERY)).isEqualTo(1);
    }

    @Test
    void aQuestionThatIsNotAnsweredInTimeIsPutToTheOther() throws Exception {
        trouble(okJson("{}").withFixedDelay(6_000));

        assertThat(sendTwice(request(PATH))).containsExactly(200, 200);
    }

    @Test
    void problemsAreAnswersLikeOthers() throws Exception {
        trouble(aResponse()
                .withStatus(503)
                .withHeader("Content-Type", "application/problem+json")
                .withBody("{\"code\":\"AGENT_UNREACHABLE\"}"));

        assertThat(sendTwice(request(PATH))).containsExactlyInAnyOrder(200, 503);
    }

    private static void trouble(ResponseDefinitionBuilder answer) {
        troubled.stubFor(any(urlPathMatching("/api/.*")).willReturn(answer));
    }

    /** Two in a row: each of the two recovery-svc is the first choice for one of them. */
    private List<Integer> sendTwice(HttpRequest.Builder request) throws Exception {
        List<Integer> answers = new ArrayList<>();
        answers.add(send(request).statusCode());
        answers.add(send(request).statusCode());
        return answers;
    }

    private void awaitBothAsked() {
        Awaitility.await("both are asked").atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            forgetCalls();
            send(request(PATH));
            send(request(PATH));
            assertThat(calls(RECOVERY)).isEqualTo(1);
            assertThat(calls(troubled)).isEqualTo(1);
        });
        forgetCalls();
    }

    private static void forgetCalls() {
        RECOVERY.resetRequests();
        troubled.resetRequests();
    }

    private static int calls(WireMockServer server) {
        return server.findAll(anyRequestedFor(urlPathMatching("/api/.*"))).size();
    }
}
