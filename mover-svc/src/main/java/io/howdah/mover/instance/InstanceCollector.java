package io.howdah.mover.instance;

import io.howdah.openapi.mover.model.Instance;
import io.howdah.openapi.mover.model.InstanceState;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * The instances of this host as they are now: {@code howdah_instances} by state, and {@code howdah_instance_restarts}
 * of each, of which nothing is told any more once it is gone.
 */
@Component
class InstanceCollector implements MultiCollector {

    private static final Logger LOG = LoggerFactory.getLogger(InstanceCollector.class);

    private final Instances instances;

    InstanceCollector(Instances instances) {
        this.instances = instances;
    }

    /** Without the database there is nothing to tell, and the other metrics are as good as before. */
    @Override
    public MetricSnapshots collect() {
        try {
            List<Instance> all = instances.list();
            return MetricSnapshots.of(byState(all), restarts(all));
        } catch (DataAccessException | TransactionException e) {
            LOG.warn("the instances cannot be counted: {}", e.getMessage());
            return MetricSnapshots.of();
        }
    }

    private static GaugeSnapshot byState(List<Instance> all) {
        GaugeSnapshot.Builder gauge =
                GaugeSnapshot.builder().name("howdah_instances").help("instances of this host");
        for (InstanceState state : InstanceState.values()) {
            gauge.dataPoint(GaugeDataPointSnapshot.builder()
                    .labels(Labels.of("state", state.name()))
                    .value(all.stream()
                            .filter(instance -> instance.getState() == state)
                            .count())
                    .build());
        }
        return gauge.build();
    }

    private static CounterSnapshot restarts(List<Instance> all) {
        CounterSnapshot.Builder counter = CounterSnapshot.builder()
                .name("howdah_instance_restarts")
                .help("how often an instance was started again by itself");
        for (Instance instance : all) {
            counter.dataPoint(CounterDataPointSnapshot.builder()
                    .labels(Labels.of("id", instance.getId()))
                    .value(Objects.requireNonNullElse(instance.getRestarts(), 0))
                    .build());
        }
        return counter.build();
    }
}
