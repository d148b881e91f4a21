package io.howdah.recovery.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.openapi.howdah.model.SessionKind;
import io.howdah.openapi.howdah.model.SessionState;
import io.howdah.openapi.howdah.model.StepState;
import io.howdah.recovery.problem.StoredProblem;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SessionRowTest {

    private static final Instant NOW = Instant.parse("2026-11-21T01:30:00Z");
    private static final Instant LATER = NOW.plusSeconds(5);
    private static final StoredProblem PROBLEM = new StoredProblem(422, "PORT_OCCUPIED", "port 1 is occupied", null);

    private final SessionRow session =
            new SessionRow("s", SessionKind.PUBLISH, "p", "api", List.of("one", "two", "three"), NOW);

    @Test
    void stepsAreDoneInOrder() {
        assertThat(session.state()).isEqualTo(SessionState.QUEUED);
        assertThat(claim()).isEqualTo(new Move.Do("one"));
        assertThat(session.state()).isEqualTo(SessionState.RUNNING);
        assertThat(session.stepSucceeded("one", null, NOW)).isEqualTo(new Move.Do("two"));
        assertThat(session.stepSucceeded("two", null, NOW)).isEqualTo(new Move.Do("three"));
        assertThat(session.stepSucceeded("three", "fine", LATER)).isEqualTo(new Move.Leave());
        assertThat(session.state()).isEqualTo(SessionState.SUCCEEDED);
        assertThat(session.finishedAt()).isEqualTo(LATER);
        assertThat(session.steps().getLast().message()).isEqualTo("fine");
    }

    @Test
    void whoTakesItOverRepeatsTheStepThatRan() {
        claim();
        session.stepSucceeded("one", null, NOW);
        assertThat(session.claim(0, "another", LATER)).isEqualTo(new Move.Do("two"));
        assertThat(session.isOwnedBy("another")).isTrue();
        assertThat(session.isOwnedBy("owner")).isFalse();
        assertThat(session.steps().get(1).attempts()).isEqualTo(2);
    }

    @Test
    void anOldExecutionLeavesIt() {
        claim();
        session.stepFailedForGood("one", PROBLEM, false, NOW);
        session.retry();
        assertThat(session.claim(0, "owner", NOW)).isEqualTo(new Move.Leave());
        assertThat(session.claim(1, "owner", NOW)).isEqualTo(new Move.Do("one"));
    }

    @Test
    void aStepThatFailsForNowIsWaitedFor() {
        claim();
        assertThat(session.stepFailedForNow("one", PROBLEM, LATER, NOW)).isEqualTo(new Move.Wait(LATER));
        assertThat(session.state()).isEqualTo(SessionState.WAITING_FOR_RETRY);
        assertThat(session.error()).isEqualTo(PROBLEM);
        assertThat(session.claim(0, "early", NOW)).isEqualTo(new Move.Wait(LATER));
        assertThat(session.claim(0, "owner", LATER)).isEqualTo(new Move.Do("one"));
        assertThat(session.retries()).isEqualTo(1);
        session.stepSucceeded("one", null, LATER);
        assertThat(session.retries()).isZero();
        assertThat(session.error()).isNull();
    }

    @Test
    void patienceEndsAndWhatIsDoneIsKept() {
        claim();
        session.stepSucceeded("one", null, NOW);
        assertThat(session.stepFailedForNow("two", PROBLEM, null, NOW)).isEqualTo(new Move.Leave());
        assertThat(session.state()).isEqualTo(SessionState.FAILED);
        session.retry();
        assertThat(session.claim(1, "owner", NOW)).isEqualTo(new Move.Do("two"));
    }

    @Test
    void aFinalFailureIsUndoneFromTheEnd() {
        claim();
        session.stepSucceeded("one", null, NOW);
        assertThat(session.stepFailedForGood("two", PROBLEM, true, NOW)).isEqualTo(new Move.Undo("two"));
        assertThat(session.stepUndone("two", NOW)).isEqualTo(new Move.Undo("one"));
        assertThat(session.stepUndone("one", NOW)).isEqualTo(new Move.Leave());
        assertThat(session.state()).isEqualTo(SessionState.FAILED);
        assertThat(session.error()).isEqualTo(PROBLEM);
        assertThat(states()).containsExactly(StepState.UNDONE, StepState.FAILED, StepState.PENDING);
        session.retry();
        assertThat(states()).containsOnly(StepState.PENDING);
        assertThat(session.claim(1, "owner", NOW)).isEqualTo(new Move.Do("one"));
    }

    @Test
    void whatCannotBeUndoneStaysAsItIs() {
        claim();
        assertThat(session.stepFailedForGood("one", PROBLEM, false, NOW)).isEqualTo(new Move.Leave());
        assertThat(session.state()).isEqualTo(SessionState.FAILED);
    }

    @Test
    void cancelingUndoesAndEndsCanceled() {
        claim();
        session.stepSucceeded("one", null, NOW);
        assertThat(session.cancel()).isFalse();
        assertThat(session.state()).isEqualTo(SessionState.CANCELING);
        assertThat(session.stepSucceeded("two", null, NOW)).isEqualTo(new Move.Undo("two"));
        assertThat(session.stepUndone("two", NOW)).isEqualTo(new Move.Undo("one"));
        assertThat(session.stepUndone("one", NOW)).isEqualTo(new Move.Leave());
        assertThat(session.state()).isEqualTo(SessionState.CANCELED);
        assertThat(states()).containsExactly(StepState.UNDONE, StepState.UNDONE, StepState.PENDING);
    }

    @Test
    void cancelingOneThatWaitsOrFailedNeedsAnExecution() {
        claim();
        session.stepFailedForNow("one", PROBLEM, LATER, NOW);
        assertThat(session.cancel()).isTrue();
        assertThat(session.claim(0, "late", LATER)).isEqualTo(new Move.Leave());
        assertThat(session.claim(1, "owner", NOW)).isEqualTo(new Move.Undo("one"));
    }

    @Test
    void cancelingBeforeItBeganLeavesNothingToUndo() {
        session.cancel();
        assertThat(claim()).isEqualTo(new Move.Leave());
        assertThat(session.state()).isEqualTo(SessionState.CANCELED);
    }

    @Test
    void undoingIsTriedAgainAndGivenUp() {
        claim();
        session.stepFailedForGood("one", PROBLEM, true, NOW);
        StoredProblem away = new StoredProblem(503, "AGENT_UNREACHABLE", "mount-svc is away", null);
        assertThat(session.undoFailed("one", away, LATER, NOW)).isEqualTo(new Move.Wait(LATER));
        assertThat(session.state()).isEqualTo(SessionState.WAITING_FOR_RETRY);
        assertThat(session.error()).as("the reason it failed for").isEqualTo(PROBLEM);
        assertThat(session.steps().getFirst().message()).isEqualTo("could not be undone: mount-svc is away");
        assertThat(session.claim(0, "owner", LATER)).isEqualTo(new Move.Undo("one"));
        session.undoFailed("one", away, null, LATER);
        assertThat(session.state()).isEqualTo(SessionState.FAILED);
        assertThat(session.cancel()).isTrue();
        assertThat(session.claim(1, "owner", LATER)).isEqualTo(new Move.Undo("one"));
        session.stepUndone("one", LATER);
        assertThat(session.state()).isEqualTo(SessionState.CANCELED);
    }

    private Move claim() {
        return session.claim(0, "owner", NOW);
    }

    private List<StepState> states() {
        return session.steps().stream().map(StepRow::state).toList();
    }
}
