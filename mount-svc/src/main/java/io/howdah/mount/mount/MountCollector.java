package io.howdah.mount.mount;

import io.howdah.mount.timing.OperationTimes;
import io.howdah.mount.worker.WorkerMetrics;
import io.howdah.mount.workerprocess.WorkerFailedException;
import io.howdah.mount.workerprocess.Workers;
import io.howdah.openapi.mount.model.MountState;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * What each mount does, as its worker and its write cache say when Prometheus asks: so nothing is told of a mount that
 * is gone. A worker that does not answer is left out; after a remount its counts begin at 0, as those of any program
 * that was started again.
 */
@Component
class MountCollector implements MultiCollector {

    private static final Logger LOG = LoggerFactory.getLogger(MountCollector.class);
    private static final double NANOS = 1e9;
    private static final String MOUNT = "mount";

    private final MountRows rows;
    private final Workers workers;

    MountCollector(MountRows rows, Workers workers) {
        this.rows = rows;
        this.workers = workers;
    }

    /** Without the database there is nothing to tell, and the other metrics are as good as before. */
    @Override
    public MetricSnapshots collect() {
        try {
            List<MountRow> mounts = rows.findAllByOrderById().stream()
                    .filter(MountRow::wasMounted)
                    .toList();
            Map<String, WorkerMetrics> metrics = ask(mounts);
            return MetricSnapshots.of(
                    remounts(mounts),
                    writeCaches(mounts),
                    blocks(metrics),
                    bytes(metrics),
                    decompression(metrics),
                    operations(metrics));
        } catch (DataAccessException | TransactionException e) {
            LOG.warn("the mounts cannot be read: {}", e.getMessage());
            return MetricSnapshots.of();
        }
    }

    /** All at once: a worker that hangs holds up nobody but itself. */
    private Map<String, WorkerMetrics> ask(List<MountRow> mounts) {
        Map<String, WorkerMetrics> metrics = new ConcurrentHashMap<>();
        try (var each = Executors.newVirtualThreadPerTaskExecutor()) {
            mounts.stream()
                    .filter(row -> row.state() == MountState.MOUNTED)
                    .forEach(row -> each.execute(() -> ask(row).ifPresent(told -> metrics.put(row.id(), told))));
        }
        return new TreeMap<>(metrics);
    }

    private Optional<WorkerMetrics> ask(MountRow row) {
        try {
            return Optional.of(workers.metrics(row.place()));
        } catch (WorkerFailedException e) {
            LOG.debug("mount {}: {}", row.id(), e.getMessage());
            return Optional.empty();
        }
    }

    private static CounterSnapshot remounts(List<MountRow> mounts) {
        var counter = CounterSnapshot.builder()
                .name("howdah_mount_remounts")
                .help("how often a mount was mounted again, because its worker had died or the host was started");
        mounts.forEach(row -> counter.dataPoint(count(Labels.of(MOUNT, row.id()), row.remounts())));
        return counter.build();
    }

    private GaugeSnapshot writeCaches(List<MountRow> mounts) {
        var gauge = GaugeSnapshot.builder()
                .name("howdah_mount_write_cache_bytes")
                .help("what the write cache of a mount occupies");
        for (MountRow row : mounts) {
            try {
                gauge.dataPoint(GaugeDataPointSnapshot.builder()
                        .labels(Labels.of(MOUNT, row.id()))
                        .value(workers.writeCacheUsage(row.place()).bytes())
                        .build());
            } catch (WorkerFailedException e) {
                LOG.warn("mount {}: {}", row.id(), e.getMessage());
            }
        }
        return gauge.build();
    }

    private static CounterSnapshot blocks(Map<String, WorkerMetrics> metrics) {
        var counter = CounterSnapshot.builder()
                .name("howdah_mount_read_blocks")
                .help("blocks read: frames of up to 32 KiB, or pieces of the write cache");
        metrics.forEach((id, told) ->
                told.reads().forEach((source, read) -> counter.dataPoint(count(bySource(id, source), read.blocks()))));
        return counter.build();
    }

    private static CounterSnapshot bytes(Map<String, WorkerMetrics> metrics) {
        var counter = CounterSnapshot.builder().name("howdah_mount_read_bytes").help("content read, uncompressed");
        metrics.forEach((id, told) ->
                told.reads().forEach((source, read) -> counter.dataPoint(count(bySource(id, source), read.bytes()))));
        return counter.build();
    }

    private static CounterSnapshot decompression(Map<String, WorkerMetrics> metrics) {
        var counter = CounterSnapshot.builder()
                .name("howdah_mount_decompression_seconds")
                .help("time that threads spent decompressing");
        metrics.forEach(
                (id, told) -> counter.dataPoint(count(Labels.of(MOUNT, id), told.decompressionNanos() / NANOS)));
        return counter.build();
    }

    private static HistogramSnapshot operations(Map<String, WorkerMetrics> metrics) {
        var histogram = HistogramSnapshot.builder()
                .name("howdah_fuse_operation_duration_seconds")
                .help("requests of the kernel, from when they were read until they were answered");
        metrics.forEach((id, told) -> told.operations()
                .forEach((kind, times) -> histogram.dataPoint(HistogramDataPointSnapshot.builder()
                        .labels(Labels.of(MOUNT, id, "operation", kind))
                        .classicHistogramBuckets(buckets(times))
                        .sum(times.nanos() / NANOS)
                        .build())));
        return histogram.build();
    }

    private static ClassicHistogramBuckets buckets(OperationTimes times) {
        var buckets = ClassicHistogramBuckets.builder();
        times.counts()
                .forEach((bound, count) -> buckets.bucket(
                        bound == OperationTimes.BEYOND ? Double.POSITIVE_INFINITY : bound / NANOS, count));
        return buckets.build();
    }

    private static Labels bySource(String mount, String source) {
        return Labels.of(MOUNT, mount, "source", source);
    }

    private static CounterDataPointSnapshot count(Labels labels, double value) {
        return CounterDataPointSnapshot.builder().labels(labels).value(value).build();
    }
}
