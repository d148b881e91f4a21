package io.howdah.recovery.agent;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.retry.Retry;
import io.howdah.openapi.problem.ProblemException;
import jakarta.validation.Validator;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.client.RestClientException;

/**
 * Makes the calls to one agent: each a few times when it fails at once, and none at all for a while once too many
 * failed. All calls are repeatable: what they ask for is named by an id that the caller chose.
 */
final class AgentCalls {

    private final String agent;
    private final AgentFailures failures;
    private final Validator validator;
    private final Retry retry;
    private final CircuitBreaker breaker;
    private volatile String lastFailure = "";

    AgentCalls(String agent, AgentFailures failures, Validator validator, Retry retry, CircuitBreaker breaker) {
        this.agent = agent;
        this.failures = failures;
        this.validator = validator;
        this.retry = retry;
        this.breaker = breaker;
    }

    /** Calls with patience. */
    <T> T call(Supplier<ResponseEntity<T>> call) {
        return Objects.requireNonNull(retry.executeSupplier(() -> guarded(() -> body(call.get()))));
    }

    /** Calls with patience for no more than success. */
    void run(Supplier<ResponseEntity<Void>> call) {
        retry.executeSupplier(() -> guarded(call));
    }

    /**
     * Calls once, whatever the breaker thinks: to see how the agent is now. When it answers as it should, there is no
     * reason left to keep other calls away from it.
     */
    <T> T probe(Supplier<ResponseEntity<T>> call) {
        T answer = translated(() -> body(call.get()));
        if (breaker.getState() != CircuitBreaker.State.CLOSED) {
            breaker.transitionToClosedState();
        }
        return answer;
    }

    private <T> T guarded(Supplier<T> call) {
        try {
            return breaker.executeSupplier(() -> translated(call));
        } catch (CallNotPermittedException open) {
            throw new AgentUnavailable(
                    "AGENT_UNREACHABLE",
                    agent + " failed too often just now and is left alone for a moment; the last time: " + lastFailure,
                    "see whether it runs and what its log says",
                    Trouble.THING,
                    open);
        }
    }

    private <T> T translated(Supplier<T> call) {
        try {
            return call.get();
        } catch (RestClientException e) {
            ProblemException problem = failures.of(e);
            if (problem instanceof AgentUnavailable) {
                lastFailure = problem.detail();
            }
            throw problem;
        }
    }

    private <T> T body(ResponseEntity<T> answer) {
        @Nullable T body = answer.getBody();
        if (body == null) {
            throw unreadable("an empty answer");
        }
        for (Object part : body instanceof Collection<?> parts ? parts : List.of(body)) {
            validator.validate(part).stream()
                    .map(violation -> violation.getPropertyPath() + " " + violation.getMessage())
                    .sorted()
                    .findFirst()
                    .ifPresent(violation -> {
                        throw unreadable("an answer of which " + violation);
                    });
        }
        return body;
    }

    private AgentUnavailable unreadable(String what) {
        lastFailure = agent + " gave " + what;
        return new AgentUnavailable(
                "AGENT_ANSWER_UNREADABLE",
                lastFailure,
                "see whether it runs, its version is that of recovery-svc, and what its log says",
                Trouble.AGENT,
                null);
    }
}
