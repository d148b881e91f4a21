package io.howdah.mover.wal;

import io.howdah.mover.cluster.Clusters;
import io.howdah.openapi.fence.Fences;
import io.howdah.openapi.mover.model.WalReceiver;
import io.howdah.openapi.mover.model.WalReceiverSpec;
import io.howdah.openapi.problem.ProblemException;
import io.howdah.repository.Repository;
import jakarta.annotation.PreDestroy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.stereotype.Service;

/**
 * The receivers of this mover. They end with this service and go on when it starts again; meanwhile the slot keeps the
 * WAL on the server.
 */
@Service
class WalReceivers implements SmartInitializingSingleton {

    private static final Logger LOG = LoggerFactory.getLogger(WalReceivers.class);

    private final WalReceiverRows rows;
    private final Clusters clusters;
    private final Repository repository;
    private final Receiving receiving;
    private final WalSources sources;
    private final WalWriters writers;
    private final WalProperties properties;
    private final Fences fences;
    private final Map<String, RunningReceiver> running = new ConcurrentHashMap<>();

    WalReceivers(
            WalReceiverRows rows,
            Clusters clusters,
            Repository repository,
            Receiving receiving,
            WalSources sources,
            WalWriters writers,
            WalProperties properties,
            Fences fences) {
        this.rows = rows;
        this.clusters = clusters;
        this.repository = repository;
        this.receiving = receiving;
        this.sources = sources;
        this.writers = writers;
        this.properties = properties;
        this.fences = fences;
    }

    @Override
    public synchronized void afterSingletonsInstantiated() {
        rows.findAll().forEach(this::start);
    }

    synchronized WalReceiver get(String id) {
        return running(id)
                .orElseThrow(() -> ProblemException.notFound(
                        "WAL_RECEIVER_NOT_FOUND", "there is no WAL receiver " + id, "start one with PUT"))
                .view();
    }

    /** Waits for nothing, so that one that is being stopped keeps nobody from looking. */
    List<WalReceiver> list() {
        return running.values().stream().map(RunningReceiver::view).toList();
    }

    synchronized WalReceiver put(String id, WalReceiverSpec spec) {
        fences.pass("wal receiver " + id);
        String cluster = spec.getCluster();
        Optional<WalReceiverRow> known = rows.findById(id);
        if (known.isPresent()) {
            if (!known.get().cluster().equals(cluster)) {
                throw ProblemException.conflict(
                        "WAL_RECEIVER_DIFFERS",
                        "WAL receiver " + id + " is that of cluster "
                                + known.get().cluster(),
                        "delete it first, or choose another id");
            }
            return get(id);
        }
        clusters.get(cluster);
        rows.findByCluster(cluster).ifPresent(other -> {
            throw ProblemException.conflict(
                    "WAL_RECEIVER_EXISTS",
                    "WAL receiver " + other.id() + " receives the WAL of cluster " + cluster + " already",
                    "one is enough: delete it first");
        });
        WalReceiverRow row =
                rows.save(new WalReceiverRow(id, cluster, ReplicationSlot.nameFor(cluster, repository.id())));
        start(row);
        return get(id);
    }

    /** When the slot cannot be dropped now, it all goes on as before. */
    synchronized void delete(String id) throws InterruptedException {
        fences.pass("wal receiver " + id);
        Optional<WalReceiverRow> row = rows.findById(id);
        RunningReceiver receiver = running.remove(id);
        if (row.isEmpty() || receiver == null) {
            return;
        }
        boolean gone = false;
        try {
            receiver.stop();
            receiving.dropSlot(row.get());
            receiver.removeStaged();
            rows.delete(row.get());
            gone = true;
            LOG.info("cluster {}: its WAL is not received any more", row.get().cluster());
        } catch (SQLException | IOException e) {
            throw WalProblems.of(row.get().cluster(), e);
        } finally {
            if (!gone) {
                start(row.get());
            }
        }
    }

    /** Slots keep what comes until the next start. */
    @PreDestroy
    synchronized void stop() throws InterruptedException {
        for (RunningReceiver receiver : running.values()) {
            receiver.stop();
        }
        running.clear();
    }

    private Optional<RunningReceiver> running(String id) {
        return Optional.ofNullable(running.get(id));
    }

    private void start(WalReceiverRow row) {
        RunningReceiver receiver = new RunningReceiver(row, properties, receiving, sources, writers);
        try {
            receiver.start();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make the staging directory of WAL receiver " + row.id(), e);
        }
        running.put(row.id(), receiver);
    }
}
