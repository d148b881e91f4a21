package io.howdah.recovery.backup;

import io.howdah.openapi.howdah.model.BackupState;
import io.howdah.recovery.state.State;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * When the newest complete backup of each registered cluster ended:
 * {@code howdah_cluster_last_backup_timestamp_seconds}, 0 for a cluster that has none, so that a gap is seen whether
 * there ever was a backup or not.
 */
@Component
class LastBackups implements MultiCollector {

    private static final Logger LOG = LoggerFactory.getLogger(LastBackups.class);
    private static final double MILLIS = 1e3;

    private final BackupRepository backups;
    private final State state;

    LastBackups(BackupRepository backups, State state) {
        this.backups = backups;
        this.state = state;
    }

    /** Without the database there is nothing to tell, and the other metrics are as good as before. */
    @Override
    public MetricSnapshots collect() {
        try {
            return MetricSnapshots.of(snapshot(state.read(() -> backups.findLast(BackupState.COMPLETED))));
        } catch (DataAccessException | TransactionException e) {
            LOG.warn("the newest backups cannot be found: {}", e.getMessage());
            return MetricSnapshots.of();
        }
    }

    private static GaugeSnapshot snapshot(List<BackupRepository.Last> clusters) {
        GaugeSnapshot.Builder gauge = GaugeSnapshot.builder()
                .name("howdah_cluster_last_backup_timestamp_seconds")
                .help("when the newest complete backup of a cluster ended; 0 when there is none");
        for (BackupRepository.Last last : clusters) {
            @Nullable Instant stoppedAt = last.stoppedAt();
            gauge.dataPoint(GaugeDataPointSnapshot.builder()
                    .labels(Labels.of("cluster", last.cluster()))
                    .value(stoppedAt == null ? 0 : stoppedAt.toEpochMilli() / MILLIS)
                    .build());
        }
        return gauge.build();
    }
}
