package io.howdah.recovery.agent;

import io.howdah.openapi.problem.ProblemException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * What it means that an agent's resource is FAILED. An agent that says so has looked, so it is final, but for two: 503,
 * and codes that end in {@code _INTERRUPTED}, which say that the agent itself died over it.
 */
public final class Outcomes {

    private static final String INTERRUPTED = "_INTERRUPTED";

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

    private static ProblemException failed(int status, String code, String detail, @Nullable String hint) {
        if (status == HttpStatus.SERVICE_UNAVAILABLE.value() || code.endsWith(INTERRUPTED)) {
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
