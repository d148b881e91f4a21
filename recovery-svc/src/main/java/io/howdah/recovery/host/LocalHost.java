package io.howdah.recovery.host;

import io.howdah.openapi.howdah.model.Host;
import io.howdah.openapi.howdah.model.HostState;
import io.howdah.recovery.state.State;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Component;

/** Registers the host {@code local} as it is configured, and looks at it once at start. */
@Component
class LocalHost implements SmartInitializingSingleton {

    private static final Logger LOG = LoggerFactory.getLogger(LocalHost.class);

    private final LocalHostProperties properties;
    private final HostRepository rows;
    private final HostProbe probe;
    private final State state;

    LocalHost(LocalHostProperties properties, HostRepository rows, HostProbe probe, State state) {
        this.properties = properties;
        this.rows = rows;
        this.probe = probe;
        this.state = state;
    }

    @Override
    public void afterSingletonsInstantiated() {
        if (properties.enabled()) {
            try {
                register();
            } catch (DataIntegrityViolationException first) {
                // Another recovery-svc, which starts on the same database, was faster; now the row is there.
                register();
            }
        }
    }

    private void register() {
        state.change(() -> {
            rows.save(row());
        });
    }

    /** Besides the line in the log, the first publication then meets clients that are warm. */
    @EventListener(ApplicationReadyEvent.class)
    void look() {
        if (properties.enabled()) {
            Thread.ofVirtual().name("look-at-local").start(() -> {
                Host host = probe.look(row());
                if (host.getState() == HostState.ONLINE) {
                    LOG.info("host {} is ONLINE", host.getName());
                } else {
                    LOG.warn("host {} is {}: {}", host.getName(), host.getState(), host.getStateReason());
                }
            });
        }
    }

    private HostRow row() {
        return new HostRow(LocalHostProperties.NAME, properties.mountUrl(), properties.moverUrl());
    }
}
