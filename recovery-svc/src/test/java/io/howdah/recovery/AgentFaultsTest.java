package io.howdah.recovery;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.put;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static com.github.tomakehurst.wiremock.stubbing.Scenario.STARTED;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.MappingBuilder;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.http.Fault;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Agents that answer badly, for a while or for good. The way to them leads over a proxy that spoils some calls. */
class AgentFaultsTest {

    @TempDir
    static Path home;

    private static final int SPOIL_FIRST = 1;

    private static StubAgents agents;
    private static WireMockServer proxy;
    private static Service service;
    private static String backup;

    @BeforeAll
    static void start() {
        agents = new StubAgents();
        proxy = new WireMockServer(WireMockConfiguration.options().dynamicPort());
        proxy.start();
        proxyToAgents();
        service = Service.start(
                home,
                URI.create(proxy.baseUrl() + "/mount"),
                URI.create(proxy.baseUrl() + "/mover"),
                "howdah.recovery.agent.read-timeout=1s",
                "howdah.recovery.agent.probe-timeout=300ms");
        service.registerCluster("shop");
        backup = service.backUp("shop");
    }

    @AfterAll
    static void stop() {
        service.close();
        proxy.stop();
        agents.close();
    }

    @BeforeEach
    void mend() {
        proxy.resetAll();
        proxyToAgents();
    }

    private static void proxyToAgents() {
        proxy.stubFor(any(anyUrl())
                .atPriority(10)
                .willReturn(aResponse().proxiedFrom(agents.url("").toString())));
    }

    static Stream<Arguments> badAnswers() {
        return Stream.of(
                Arguments.of("500", aResponse().withStatus(500)),
                Arguments.of("503 with Retry-After", aResponse().withStatus(503).withHeader("Retry-After", "1")),
                Arguments.of("reset", aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER)),
                Arguments.of("no answer at all", aResponse().withFault(Fault.EMPTY_RESPONSE)),
                Arguments.of("garbage", aResponse().withFault(Fault.RANDOM_DATA_THEN_CLOSE)),
                Arguments.of(
                        "truncated",
                        aResponse()
                                .withStatus(200)
                                .withHeader("Content-Type", "application/json")
                                .withBody("{\"id\": \"x\", \"sta")),
                Arguments.of(
                        "other JSON",
                        aResponse()
                                .withStatus(200)
                                .withHeader("Content-Type", "application/json")
                                .withBody("[1, 2]")),
                Arguments.of("hanging", aResponse().withStatus(200).withFixedDelay(3_000)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badAnswers")
    void whatPassesIsSurvivedAndDoneOnce(String name, ResponseDefinitionBuilder bad) {
        spoil(put(urlPathMatching("/mount/mounts/.*")), bad, 2);
        spoil(put(urlPathMatching("/mover/instances/.*")), bad, 2);
        String id = publish();
        service.awaitState("/publications/" + id, "PUBLISHED");
        assertThat(agents.started.get("mount " + id)).isEqualTo(1);
        assertThat(agents.started.get("instance " + id)).isEqualTo(1);
        unpublish(id);
    }

    @Test
    void anAnswerThatIsLostAfterTheWorkIsDoneMakesNothingTwice() {
        // The agent starts the instance, but its answer comes too late the first time.
        spoil(
                put(urlPathMatching("/mover/instances/.*")),
                aResponse().proxiedFrom(agents.url("").toString()).withFixedDelay(2_000),
                1);
        String id = publish();
        service.awaitState("/publications/" + id, "PUBLISHED");
        assertThat(agents.started.get("instance " + id)).isEqualTo(1);
        unpublish(id);
    }

    @Test
    void aLongerTroubleIsWaitedForInFullView() {
        spoil(put(urlPathMatching("/mount/mounts/.*")), aResponse().withStatus(500), 4);
        var post = service.post("/publications", Map.of("backupId", backup));
        JsonNode waiting = service.awaitState("/publications/" + post.text("id"), "WAITING_FOR_RETRY");
        assertThat(waiting.path("error").path("code").asString()).isEqualTo("AGENT_ERROR");
        service.awaitState("/publications/" + post.text("id"), "PUBLISHED");
        JsonNode session = service.get("/sessions/" + post.text("sessionId")).body();
        assertThat(session.path("steps").get(1).path("attempts").asInt()).isGreaterThan(1);
        assertThat(session.has("error")).isFalse();
        unpublish(post.text("id"));
    }

    @Test
    void troubleThatDoesNotPassFailsKeepsWhatIsDoneAndGoesOnThereOnRetry() {
        proxy.stubFor(put(urlPathMatching("/mover/instances/.*"))
                .willReturn(aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER)));
        var post = service.post("/publications", Map.of("backupId", backup));
        String id = post.text("id");
        JsonNode failed = service.awaitState("/publications/" + id, "FAILED");
        assertThat(failed.path("error").path("code").asString()).isEqualTo("AGENT_UNREACHABLE");
        assertThat(agents.mounts).containsKey(id);
        mend();
        service.post("/sessions/" + post.text("sessionId") + "/retry", "");
        service.awaitState("/publications/" + id, "PUBLISHED");
        assertThat(agents.started.get("mount " + id)).isEqualTo(1);
        unpublish(id);
    }

    @Test
    void aFailedPublicationIsCleanedUpByCanceling() {
        proxy.stubFor(put(urlPathMatching("/mover/instances/.*"))
                .willReturn(aResponse().withStatus(500)));
        var post = service.post("/publications", Map.of("backupId", backup));
        service.awaitState("/publications/" + post.text("id"), "FAILED");
        assertThat(service.post("/sessions/" + post.text("sessionId") + "/cancel", "")
                        .status())
                .isEqualTo(202);
        service.awaitState("/publications/" + post.text("id"), "UNPUBLISHED");
        assertThat(agents.leftovers()).isEmpty();
    }

    @Test
    void aHangingSyncHoldsPublishedBack() {
        spoil(
                post(urlPathMatching("/mount/mounts/.*/sync")),
                aResponse().withStatus(200).withFixedDelay(1_500),
                2);
        String id = publish();
        service.awaitState("/publications/" + id, "PUBLISHED");
        assertThat(agents.callsTo("POST", "/mounts/" + id + "/sync")).isNotEmpty();
        unpublish(id);
    }

    @Test
    void aHostWithOneSilentAgentIsDegraded() {
        proxy.stubFor(any(urlPathMatching("/mount/host"))
                .willReturn(aResponse().withStatus(200).withFixedDelay(2_000)));
        var host = service.get("/hosts/local");
        assertThat(host.text("state")).isEqualTo("DEGRADED");
        assertThat(host.text("stateReason")).contains("mount-svc").contains("does not answer in time");
        assertThat(host.body().path("postgresInstallations").size()).isEqualTo(1);
    }

    @Test
    void anUnreachableMoverIsSaidWhenAClusterIsRegistered() {
        proxy.stubFor(put(urlPathMatching("/mover/clusters/.*"))
                .willReturn(aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER)));
        var refused =
                service.put("/clusters/late", Map.of("dataDirectory", "/pgdata", "port", 5432, "user", "postgres"));
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.text("code")).isEqualTo("AGENT_UNREACHABLE");
        assertThat(refused.text("hint")).isNotEmpty();
    }

    @Test
    void anAgentThatRefusesTheSecretIsNotMistakenForTheUsersFault() {
        proxy.stubFor(put(urlPathMatching("/mover/clusters/.*"))
                .willReturn(aResponse().withStatus(401)));
        var refused =
                service.put("/clusters/late", Map.of("dataDirectory", "/pgdata", "port", 5432, "user", "postgres"));
        assertThat(refused.status()).isEqualTo(502);
        assertThat(refused.text("code")).isEqualTo("AGENT_REFUSED_SECRET");
    }

    /** Answers the first calls badly, and leaves the others to the agents. */
    private static void spoil(MappingBuilder call, ResponseDefinitionBuilder answer, int times) {
        String scenario = call.build().getId() + " spoiled";
        for (int i = 0; i < times; i++) {
            proxy.stubFor(again(call)
                    .atPriority(SPOIL_FIRST)
                    .inScenario(scenario)
                    .whenScenarioStateIs(i == 0 ? STARTED : "spoiled " + i)
                    .willSetStateTo("spoiled " + (i + 1))
                    .willReturn(answer));
        }
    }

    private static MappingBuilder again(MappingBuilder call) {
        var request = call.build().getRequest();
        return com.github.tomakehurst.wiremock.client.WireMock.request(
                request.getMethod().getName(), urlPathMatching(request.getUrlPathPattern()));
    }

    private static String publish() {
        return service.post("/publications", Map.of("backupId", backup)).text("id");
    }

    private static void unpublish(String id) {
        service.delete("/publications/" + id);
        service.awaitState("/publications/" + id, "UNPUBLISHED");
        assertThat(agents.leftovers()).isEmpty();
    }
}
