package io.howdah.recovery.agent;

import io.howdah.openapi.problem.ProblemException;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * What it means that an agent's resource is FAILED. An agent that says so has looked, so it is final, unless it failed
 * because a process of the agent's own ended or hung over it, which another attempt need not meet again.
 */
public final class Outcomes {

    private static final String INTERRUPTED = "_INTERRUPTED";
    private static final Set<String> PASSING_CODES = Set.of("WORKER_DIED", "WORKER_TIMEOUT", "WORKER_UNREACHABLE");

    private Outcomes() {}

    public static ProblemException failed(io.howdah.openapi.mount.model.@Nullable Problem problem, String what) {
        return problem == null
                ? unexplained(what)
                : failed(problem.getStatus(), problem.getCode(), problem.getDetail(), problem.getHint());
    }

    public static ProblemException failed(io.howdah.openapi.mover.model.@Nullable Problem problem, String what) {
        return problem == null
                ? unexplained(what)
                : failed(problem.getStatus(), problem.getCode(), problem.getDetail(), problem.getHint());
    }

    /** What the agent no longer knows is asked for anew by the next attempt. */
    public static <T> T present(String what, Supplier<T> question) {
        try {
            return question.get();
        } catch (ProblemException e) {
            if (e.status() == HttpStatus.NOT_FOUND) {
                throw AgentUnavailable.passing(
                        "AGENT_FORGOT", "the agent does not know the " + what + " any more: " + e.detail(), e.hint());
            }
            throw e;
        }
    }

    private static ProblemException failed(int status, String code, String detail, @Nullable String hint) {
        if (status == HttpStatus.SERVICE_UNAVAILABLE.value()
                || code.endsWith(INTERRUPTED)
                || PASSING_CODES.contains(code)) {
            return AgentUnavailable.passing(code, detail, hint);
        }
        HttpStatus known = HttpStatus.resolve(status);
        return new ProblemException(
                known != null && known.isError() ? known : HttpStatus.INTERNAL_SERVER_ERROR, code, detail, hint);
    }

    private static ProblemException unexplained(String what) {
        return new ProblemException(
                HttpStatus.INTERNAL_SERVER_ERROR,
                "AGENT_ERROR",
                what + " failed without a reason",
                "look into the agent's log");
    }
}
