package io.howdah.mover.wal;

import io.howdah.openapi.mover.model.WalReceiver;
import io.howdah.openapi.mover.model.WalReceiverState;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * The receivers of this mover as they are now: {@code howdah_wal_receivers} by state, and {@code howdah_wal_lag_bytes}
 * of each cluster.
 */
@Component
class WalCollector implements MultiCollector {

    private final WalReceivers receivers;

    WalCollector(WalReceivers receivers) {
        this.receivers = receivers;
    }

    @Override
    public MetricSnapshots collect() {
        List<WalReceiver> all = receivers.list();
        return MetricSnapshots.of(byState(all), lag(all));
    }

    private static GaugeSnapshot byState(List<WalReceiver> all) {
        GaugeSnapshot.Builder gauge =
                GaugeSnapshot.builder().name("howdah_wal_receivers").help("receivers of WAL");
        for (WalReceiverState state : WalReceiverState.values()) {
            gauge.dataPoint(GaugeDataPointSnapshot.builder()
                    .labels(Labels.of("state", state.name()))
                    .value(all.stream()
                            .filter(receiver -> receiver.getState() == state)
                            .count())
                    .build());
        }
        return gauge.build();
    }

    private static GaugeSnapshot lag(List<WalReceiver> all) {
        GaugeSnapshot.Builder gauge = GaugeSnapshot.builder()
                .name("howdah_wal_lag_bytes")
                .help("WAL of a cluster that is not in the repository yet");
        for (WalReceiver receiver : all) {
            Long lag = receiver.getLagBytes();
            if (lag != null) {
                gauge.dataPoint(GaugeDataPointSnapshot.builder()
                        .labels(Labels.of("cluster", receiver.getSpec().getCluster()))
                        .value(lag)
                        .build());
            }
        }
        return gauge.build();
    }
}
