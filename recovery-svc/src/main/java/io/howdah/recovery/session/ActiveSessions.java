package io.howdah.recovery.session;

import io.howdah.openapi.howdah.model.SessionKind;
import io.howdah.openapi.howdah.model.SessionState;
import io.howdah.recovery.state.State;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * The sessions that have not ended, by kind and state, as the database has them now: {@code howdah_sessions_active}.
 * Every recovery-svc on that database tells the same.
 */
@Component
class ActiveSessions implements MultiCollector {

    private static final Logger LOG = LoggerFactory.getLogger(ActiveSessions.class);
    private static final List<SessionState> ACTIVE =
            List.of(SessionState.QUEUED, SessionState.RUNNING, SessionState.WAITING_FOR_RETRY, SessionState.CANCELING);

    private final SessionRepository sessions;
    private final State state;

    ActiveSessions(SessionRepository sessions, State state) {
        this.sessions = sessions;
        this.state = state;
    }

    record Key(SessionKind kind, SessionState state) {}

    /** Without the database there is nothing to tell, and the other metrics are as good as before. */
    @Override
    public MetricSnapshots collect() {
        try {
            return MetricSnapshots.of(snapshot(count()));
        } catch (DataAccessException | TransactionException e) {
            LOG.warn("the sessions that are active cannot be counted: {}", e.getMessage());
            return MetricSnapshots.of();
        }
    }

    private Map<Key, Long> count() {
        Map<Key, Long> counted = new HashMap<>();
        state.read(() -> sessions.countByKindAndState(ACTIVE))
                .forEach(row -> counted.put(new Key(row.kind(), row.state()), row.count()));
        return counted;
    }

    private static GaugeSnapshot snapshot(Map<Key, Long> counted) {
        GaugeSnapshot.Builder gauge =
                GaugeSnapshot.builder().name("howdah_sessions_active").help("sessions that have not ended");
        for (SessionKind kind : SessionKind.values()) {
            for (SessionState active : ACTIVE) {
                gauge.dataPoint(GaugeDataPointSnapshot.builder()
                        .labels(Labels.of("kind", kind.getValue(), "state", active.name()))
                        .value(counted.getOrDefault(new Key(kind, active), 0L))
                        .build());
            }
        }
        return gauge.build();
    }
}
