package io.howdah.recovery.agent;

import io.howdah.openapi.problem.ProblemException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * An agent that cannot do its part now but may later: it is not reached, does not answer in time, answers garbage, or
 * says itself that the trouble will pass. Whether it did what it was asked for is not known, so the same call is made
 * again, by the same id.
 */
public final class AgentUnavailable extends ProblemException {

    private static final long serialVersionUID = 1L;

    private final Trouble trouble;
    private final @Nullable Duration retryAfter;

    AgentUnavailable(String code, String detail, @Nullable String hint, Trouble trouble, @Nullable Throwable cause) {
        this(code, detail, hint, trouble, null, cause);
    }

    AgentUnavailable(
            String code,
            String detail,
            @Nullable String hint,
            Trouble trouble,
            @Nullable Duration retryAfter,
            @Nullable Throwable cause) {
        super(HttpStatus.SERVICE_UNAVAILABLE, code, detail, hint, cause);
        this.trouble = trouble;
        this.retryAfter = retryAfter;
    }

    /** Trouble that an agent reports about a thing of its own and that another attempt may not meet again. */
    public static AgentUnavailable passing(String code, String detail, @Nullable String hint) {
        return new AgentUnavailable(code, detail, hint, Trouble.THING, null);
    }

    /** Whether it is worth calling again within the same step: not when the agent asked to be left alone. */
    boolean repeatAtOnce() {
        return trouble.repeatAtOnce() && retryAfter == null;
    }

    /** Whether calls about other things would fail too. */
    boolean agentFailed() {
        return trouble.agentFailed();
    }

    /** How long the agent asked to be left alone, or null. */
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }
}
