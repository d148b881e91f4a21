package io.howdah.recovery.agent;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import io.howdah.openapi.mount.model.MountSpec;
import io.howdah.openapi.mover.model.BackupJobSpec;
import io.howdah.openapi.mover.model.BackupSource;
import io.howdah.openapi.mover.model.Compression;
import io.howdah.openapi.mover.model.InstanceSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Each kind of call, and each way in which an agent can answer it: what it means, and how often it was sent. */
class AgentAnswersTest {

    private static final String MOUNT = """
            {"id":"a","state":"MOUNTED","spec":{"cluster":"c","backupId":"b","osUser":"postgres"}}""";
    private static final String INSTANCE = """
            {"id":"a","state":"READY","spec":{"dataDirectory":"/d","major":15},"host":"h","port":5432,"socketDirectory":"/s"}""";
    private static final String JOB = """
            {"id":"a","state":"RUNNING"}""";
    private static final int ONCE = 1;
    private static final int EACH_ATTEMPT = TestAgents.ATTEMPTS;

    enum Call {
        PUT_MOUNT(MOUNT, (mount, mover) -> mount.mount("a", new MountSpec("c", "b", "postgres"))),
        SYNC_MOUNT(MOUNT, (mount, mover) -> mount.sync("a")),
        GET_MOUNT(MOUNT, (mount, mover) -> mount.get("a")),
        DELETE_MOUNT(null, (mount, mover) -> mount.delete("a")),
        PUT_INSTANCE(INSTANCE, (mount, mover) -> mover.start("a", new InstanceSpec("/d", 15))),
        GET_INSTANCE(INSTANCE, (mount, mover) -> mover.instance("a")),
        DELETE_INSTANCE(null, (mount, mover) -> mover.stop("a")),
        PUT_BACKUP_JOB(JOB, (mount, mover) -> mover.backUp("a", job())),
        GET_BACKUP_JOB(JOB, (mount, mover) -> mover.job("a")),
        DELETE_BACKUP_JOB(null, (mount, mover) -> mover.deleteJob("a"));

        private final String rightAnswer;
        private final BiConsumer<MountAgent, MoverAgent> call;

        Call(String rightAnswer, BiConsumer<MountAgent, MoverAgent> call) {
            this.rightAnswer = rightAnswer;
            this.call = call;
        }

        void make(Agents agents) {
            call.accept(agents.mount(fake.url()), agents.mover(fake.url()));
        }

        boolean hasBody() {
            return rightAnswer != null;
        }

        /** The JDK's client repeats it by itself when the connection breaks. */
        boolean isGet() {
            return name().startsWith("GET");
        }

        ResponseDefinitionBuilder right() {
            return hasBody() ? okJson(rightAnswer) : aResponse().withStatus(204);
        }

        private static BackupJobSpec job() {
            return new BackupJobSpec(
                    "c",
                    new BackupSource("c", "postgres"),
                    BackupJobSpec.TypeEnum.FULL,
                    new Compression(Compression.AlgorithmEnum.ZSTD, 1),
                    false);
        }
    }

    @TempDir
    static Path home;

    private static TestAgents fake;
    private Agents agents;

    @BeforeAll
    static void start() {
        fake = new TestAgents(home);
    }

    @AfterAll
    static void stop() {
        fake.close();
    }

    @BeforeEach
    void forget() {
        fake.server.resetAll();
        agents = fake.fresh();
    }

    record Bad(String name, ResponseDefinitionBuilder answer, String code, int sent, boolean ofTheBody) {

        @Override
        public String toString() {
            return name;
        }
    }

    private static List<Bad> badAnswers() {
        return List.of(
                new Bad("500", aResponse().withStatus(500), "AGENT_ERROR", EACH_ATTEMPT, false),
                new Bad("502 page", aResponse().withStatus(502).withBody("<html>"), "AGENT_ERROR", EACH_ATTEMPT, false),
                new Bad("503", aResponse().withStatus(503), "AGENT_ERROR", EACH_ATTEMPT, false),
                new Bad(
                        "503 with Retry-After",
                        aResponse().withStatus(503).withHeader("Retry-After", "7"),
                        "AGENT_ERROR",
                        ONCE,
                        false),
                new Bad("503 in words", problem(503, "SHUTTING_DOWN"), "SHUTTING_DOWN", EACH_ATTEMPT, false),
                new Bad("409 of a busy mount", problem(409, "MOUNT_BUSY"), "MOUNT_BUSY", ONCE, false),
                new Bad(
                        "reset",
                        aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER),
                        "AGENT_UNREACHABLE",
                        EACH_ATTEMPT,
                        false),
                new Bad(
                        "closed",
                        aResponse().withFault(Fault.EMPTY_RESPONSE),
                        "AGENT_UNREACHABLE",
                        EACH_ATTEMPT,
                        false),
                new Bad(
                        "no HTTP",
                        aResponse().withFault(Fault.RANDOM_DATA_THEN_CLOSE),
                        "AGENT_UNREACHABLE",
                        EACH_ATTEMPT,
                        false),
                new Bad("truncated", okJson("{\"id\":\"a\",\"sta"), "AGENT_ANSWER_UNREADABLE", EACH_ATTEMPT, true),
                new Bad("empty", okJson(""), "AGENT_ANSWER_UNREADABLE", EACH_ATTEMPT, true),
                new Bad("wrong JSON", okJson("[1,2]"), "AGENT_ANSWER_UNREADABLE", EACH_ATTEMPT, true),
                new Bad("no required fields", okJson("{\"id\":\"a\"}"), "AGENT_ANSWER_UNREADABLE", EACH_ATTEMPT, true),
                new Bad(
                        "unknown state",
                        okJson("{\"id\":\"a\",\"state\":\"DREAMING\"}"),
                        "AGENT_ANSWER_UNREADABLE",
                        EACH_ATTEMPT,
                        true),
                new Bad(
                        "a page",
                        aResponse()
                                .withStatus(200)
                                .withHeader("Content-Type", "text/html")
                                .withBody("<html>"),
                        "AGENT_ANSWER_UNREADABLE",
                        EACH_ATTEMPT,
                        true));
    }

    static Stream<Arguments> callsAnsweredBadly() {
        return Stream.of(Call.values())
                .flatMap(call -> badAnswers().stream()
                        .filter(bad -> call.hasBody() || !bad.ofTheBody())
                        .map(bad -> Arguments.of(call, bad)));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("callsAnsweredBadly")
    void aBadAnswerMayPass(Call call, Bad bad) {
        fake.server.stubFor(any(anyUrl()).willReturn(bad.answer()));

        var failure = catchThrowableOfType(AgentUnavailable.class, () -> call.make(agents));

        assertThat(failure.code()).isEqualTo(bad.code());
        assertThat(failure.detail()).isNotEmpty();
        assertThat(failure.hint()).isNotEmpty();
        if (call.isGet()) {
            assertThat(sent()).isGreaterThanOrEqualTo(bad.sent());
        } else {
            assertThat(sent()).isEqualTo(bad.sent());
        }
    }

    @ParameterizedTest
    @EnumSource
    void noAnswerInTimeMeansThatItMayBeAtItStill(Call call) {
        try (TestAgents hanging = new TestAgents(home)) {
            hanging.server.stubFor(any(anyUrl()).willReturn(aResponse().withFixedDelay(2_000)));
            Agents impatient = hanging.fresh(TestAgents.IMPATIENCE);

            var failure = catchThrowableOfType(
                    AgentUnavailable.class,
                    () -> call.call.accept(impatient.mount(hanging.url()), impatient.mover(hanging.url())));

            assertThat(failure.code()).isEqualTo("AGENT_TIMEOUT");
            assertThat(hanging.server.findAll(anyRequestedFor(anyUrl()))).hasSizeLessThanOrEqualTo(ONCE);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRefusalIsFinalAndKeepsItsCode(Call call) {
        fake.server.stubFor(any(anyUrl()).willReturn(problem(422, "WRITE_CACHE_TOO_SMALL")));

        var failure = catchThrowableOfType(io.howdah.openapi.problem.ProblemException.class, () -> call.make(agents));

        assertThat(failure).isNotInstanceOf(AgentUnavailable.class);
        assertThat(failure.code()).isEqualTo("WRITE_CACHE_TOO_SMALL");
        assertThat(sent()).isEqualTo(ONCE);
    }

    @ParameterizedTest
    @EnumSource
    void aSlowAnswerIsWaitedFor(Call call) {
        fake.server.stubFor(any(anyUrl()).willReturn(call.right().withFixedDelay(300)));

        call.make(agents);

        assertThat(sent()).isEqualTo(ONCE);
    }

    @ParameterizedTest
    @EnumSource
    void troubleThatPassesAtOnceIsNotNoticed(Call call) {
        fake.server.stubFor(any(anyUrl())
                .inScenario("passing")
                .whenScenarioStateIs(com.github.tomakehurst.wiremock.stubbing.Scenario.STARTED)
                .willSetStateTo("passed")
                .willReturn(aResponse().withStatus(503)));
        fake.server.stubFor(any(anyUrl())
                .inScenario("passing")
                .whenScenarioStateIs("passed")
                .willReturn(call.right()));

        call.make(agents);

        assertThat(sent()).isEqualTo(2);
    }

    @Test
    void whatANewerAgentSaysBesidesIsNoTrouble() {
        fake.server.stubFor(
                any(anyUrl()).willReturn(okJson(MOUNT.replace("{\"id\"", "{\"weather\":[\"fine\"],\"id\""))));

        assertThat(agents.mount(fake.url()).get("a").getId()).isEqualTo("a");
    }

    @Test
    void howLongAnAgentWantsToBeLeftAloneIsKept() {
        fake.server.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(503).withHeader("Retry-After", "7")));

        assertThat(catchThrowableOfType(AgentUnavailable.class, () -> Call.PUT_MOUNT.make(agents))
                        .retryAfter())
                .isEqualTo(Duration.ofSeconds(7));
    }

    private static int sent() {
        return fake.server.findAll(anyRequestedFor(anyUrl())).size();
    }

    private static ResponseDefinitionBuilder problem(int status, String code) {
        return aResponse()
                .withStatus(status)
                .withHeader("Content-Type", "application/problem+json")
                .withBody("{\"title\":\"x\",\"status\":" + status + ",\"code\":\"" + code
                        + "\",\"detail\":\"it is so\",\"hint\":\"do so\"}");
    }
}
