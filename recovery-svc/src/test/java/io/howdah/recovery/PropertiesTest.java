package io.howdah.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** Pins every default, so that changing one is a decision. */
class PropertiesTest {

    @Test
    void agents() {
        assertThat(bind("howdah.recovery.agent", "io.howdah.recovery.agent.AgentProperties", Map.of()))
                .hasToString("AgentProperties[connectTimeout=PT2S, readTimeout=PT1M, probeTimeout=PT2S, attempts=3,"
                        + " firstPause=PT0.1S, breakerCalls=10, breakerFailureRate=60, breakerOpen=PT5S]");
        refused("howdah.recovery.agent", "io.howdah.recovery.agent.AgentProperties", "attempts", "0");
        refused("howdah.recovery.agent", "io.howdah.recovery.agent.AgentProperties", "read-timeout", "0s");
    }

    @Test
    void sessions() {
        assertThat(bind("howdah.recovery.session", "io.howdah.recovery.session.SessionProperties", Map.of()))
                .hasToString("SessionProperties[retries=10, firstRetry=PT5S, longestRetry=PT5M,"
                        + " progressInterval=PT1S]");
        refused("howdah.recovery.session", "io.howdah.recovery.session.SessionProperties", "longest-retry", "1s");
        refused("howdah.recovery.session", "io.howdah.recovery.session.SessionProperties", "retries", "-1");
    }

    @Test
    void localHost() {
        assertThat(bind("howdah.recovery.local", "io.howdah.recovery.host.LocalHostProperties", Map.of()))
                .hasToString("LocalHostProperties[enabled=true, mountUrl=http://127.0.0.1:8082,"
                        + " moverUrl=http://127.0.0.1:8083]");
    }

    @Test
    void idempotency() {
        assertThat(bind(
                        "howdah.recovery.idempotency",
                        "io.howdah.recovery.idempotency.IdempotencyProperties",
                        Map.of()))
                .hasToString("IdempotencyProperties[keep=PT168H]");
        refused("howdah.recovery.idempotency", "io.howdah.recovery.idempotency.IdempotencyProperties", "keep", "0s");
    }

    @Test
    void events() {
        assertThat(bind("howdah.recovery.events", "io.howdah.recovery.event.EventProperties", Map.of()))
                .hasToString("EventProperties[poll=PT0.25S, heartbeat=PT15S, keep=PT168H]");
        refused("howdah.recovery.events", "io.howdah.recovery.event.EventProperties", "poll", "0s");
        refused("howdah.recovery.events", "io.howdah.recovery.event.EventProperties", "heartbeat", "1ms");
        refused("howdah.recovery.events", "io.howdah.recovery.event.EventProperties", "keep", "0s");
    }

    @Test
    void wal() {
        assertThat(bind("howdah.recovery.wal", "io.howdah.recovery.wal.WalProperties", Map.of()))
                .hasToString("WalProperties[upkeep=PT5S]");
        refused("howdah.recovery.wal", "io.howdah.recovery.wal.WalProperties", "upkeep", "0s");
    }

    private static void refused(String prefix, String type, String property, String value) {
        assertThatThrownBy(() -> bind(prefix, type, Map.of(prefix + "." + property, value)))
                .rootCause()
                .hasMessageContaining(property);
    }

    private static Object bind(String prefix, String type, Map<String, String> values) {
        try {
            return new Binder(new MapConfigurationPropertySource(values))
                    .bindOrCreate(prefix, Bindable.of(Class.forName(type)));
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }
}
