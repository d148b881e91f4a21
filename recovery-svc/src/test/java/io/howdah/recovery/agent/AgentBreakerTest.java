package io.howdah.recovery.agent;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The circuit breaker of one agent. */
class AgentBreakerTest {

    private static final ResponseDefinitionBuilder RIGHT = okJson("""
            {"id":"a","state":"MOUNTED","spec":{"cluster":"c","backupId":"b","osUser":"postgres"}}""");

    @TempDir
    Path home;

    private TestAgents fake;
    private MountAgent agent;

    @BeforeEach
    void start() {
        fake = new TestAgents(home);
        agent = fake.fresh().mount(fake.url());
    }

    @AfterEach
    void stop() {
        fake.close();
    }

    @Test
    void opensWhenTheAgentFailsTooOftenAndClosesWhenItIsWellAgain() {
        answer(aResponse().withStatus(500));
        callUntilLeftAlone();
        int sent = sent();

        var leftAlone = call();

        assertThat(leftAlone.code()).isEqualTo("AGENT_UNREACHABLE");
        assertThat(leftAlone.detail()).contains("is left alone for a moment", "answered 500");
        assertThat(sent()).as("calls while it is open").isEqualTo(sent);

        answer(RIGHT);
        Awaitility.await("it closes")
                .atMost(Duration.ofSeconds(20))
                .ignoreExceptionsInstanceOf(AgentUnavailable.class)
                .until(() -> agent.get("a").getId().equals("a"));
        for (int i = 0; i < TestAgents.BREAKER_CALLS; i++) {
            assertThat(agent.get("a").getId()).isEqualTo("a");
        }
    }

    @Test
    void staysOpenWhenTheAgentStillFails() {
        answer(aResponse().withStatus(500));
        callUntilLeftAlone();

        int sent = sent();

        Awaitility.await("it tries again").atMost(Duration.ofSeconds(20)).until(() -> {
            call();
            return sent() > sent;
        });
        callUntilLeftAlone();
    }

    @Test
    void isNotBotheredByWhatTheAgentSaysOfOneMount() {
        answer(aResponse()
                .withStatus(409)
                .withHeader("Content-Type", "application/problem+json")
                .withBody("{\"code\":\"MOUNT_BUSY\",\"detail\":\"mount a is in use\",\"hint\":\"end it\"}"));
        for (int i = 0; i < 3 * TestAgents.BREAKER_CALLS; i++) {
            assertThat(call().code()).isEqualTo("MOUNT_BUSY");
        }
    }

    @Test
    void asksTheAgentAllTheSameWhenAClientWaitsAndClosesWhenItAnswers() {
        agent = fake.fresh(TestAgents.PATIENCE, Duration.ofHours(1)).mount(fake.url());
        answer(aResponse().withStatus(500));
        callUntilLeftAlone();

        assertThatThrownBy(() -> agent.probe("a")).hasMessageContaining("answered 500");
        assertThat(call().detail()).contains("is left alone for a moment");

        answer(RIGHT);
        assertThat(agent.probe("a").getId()).isEqualTo("a");
        assertThat(agent.get("a").getId()).isEqualTo("a");
    }

    private void answer(ResponseDefinitionBuilder answer) {
        fake.server.stubFor(any(anyUrl()).willReturn(answer));
    }

    private AgentUnavailable call() {
        return catchThrowableOfType(AgentUnavailable.class, () -> agent.get("a"));
    }

    private void callUntilLeftAlone() {
        Awaitility.await("it opens")
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(1))
                .until(() -> call().detail().contains("left alone"));
    }

    private int sent() {
        return fake.server.findAll(anyRequestedFor(anyUrl())).size();
    }
}
