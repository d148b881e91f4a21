package io.howdah.recovery.agent;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How recovery-svc speaks with the agents, and how patient it is with short trouble before a step counts as failed for
 * now.
 *
 * @param connectTimeout until a connection stands
 * @param readTimeout until an agent has done what it was asked for and answered; mounting, starting and stopping are
 *     waited for within the call
 * @param probeTimeout until an agent has answered a question about its present state, asked while a client waits
 * @param attempts how often a call is made in all when it fails at once (refused, reset, 5xx); a call that timed out is
 *     not repeated here
 * @param firstPause before the second attempt; it doubles with each further one
 * @param breakerCalls the calls of one agent that its circuit breaker looks back on
 * @param breakerFailureRate percentage of them that must have failed for the breaker to open, 1 to 100
 * @param breakerOpen how long an open breaker keeps calls away from the agent
 */
@ConfigurationProperties("howdah.recovery.agent")
record AgentProperties(
        @DefaultValue("2s") Duration connectTimeout,
        @DefaultValue("60s") Duration readTimeout,
        @DefaultValue("2s") Duration probeTimeout,
        @DefaultValue("3") int attempts,
        @DefaultValue("100ms") Duration firstPause,
        @DefaultValue("10") int breakerCalls,
        @DefaultValue("60") int breakerFailureRate,
        @DefaultValue("5s") Duration breakerOpen) {

    AgentProperties {
        positive("connect-timeout", connectTimeout);
        positive("read-timeout", readTimeout);
        positive("probe-timeout", probeTimeout);
        positive("first-pause", firstPause);
        positive("breaker-open", breakerOpen);
        within("attempts", attempts, 1, 10);
        within("breaker-calls", breakerCalls, 2, 1000);
        within("breaker-failure-rate", breakerFailureRate, 1, 100);
    }

    private static void positive(String name, Duration value) {
        if (!value.isPositive()) {
            throw new IllegalArgumentException(
                    "howdah.recovery.agent." + name + " must be more than 0, but is " + value);
        }
    }

    private static void within(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "howdah.recovery.agent." + name + " must be " + least + " to " + most + ", but is " + value);
        }
    }
}
