package io.howdah.recovery.session;

import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A step of a session. Both of its parts may run again after they ran, wholly or in part, here or on another
 * recovery-svc: they name what they make by the session's subject, so that doing it twice is doing it once. They throw
 * {@link io.howdah.recovery.agent.AgentUnavailable} for trouble that may pass and
 * {@link io.howdah.openapi.problem.ProblemException} for what is final.
 *
 * @param name as the API shows it
 * @param action does the work and returns what is to be written down with its success
 * @param undo removes whatever the action may have made
 */
public record Step(String name, Function<Run, Done> action, Consumer<Run> undo) {

    /** A step that makes nothing. */
    public static Step of(String name, Function<Run, Done> action) {
        return new Step(name, action, run -> {});
    }

    /**
     * The success of a step.
     *
     * @param message what the API shows about it
     * @param record runs in the transaction that marks the step as done
     */
    public record Done(@Nullable String message, Runnable record) {

        public static Done with(Runnable record) {
            return new Done(null, record);
        }
    }
}
