package io.howdah.mover.wal;

import io.howdah.mover.cluster.ClusterConnections;
import io.howdah.mover.cluster.Clusters;
import io.howdah.mover.cluster.LocalCluster;
import io.howdah.mover.host.PostgresInstallation;
import io.howdah.mover.host.PostgresInstallations;
import io.howdah.repository.backup.ClusterInfo;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Connects one pg_receivewal with its cluster and stays beside it until it ends. */
@Component
class Receiving {

    private static final Logger LOG = LoggerFactory.getLogger(Receiving.class);
    private static final Duration TICK = Duration.ofMillis(500);
    private static final int ANSWER_TIMEOUT = (int) Duration.ofSeconds(15).toMillis();

    private final Clusters clusters;
    private final ClusterConnections connections;
    private final PostgresInstallations installations;
    private final WalSources sources;
    private final WalWriters writers;
    private final WalProperties properties;

    Receiving(
            Clusters clusters,
            ClusterConnections connections,
            PostgresInstallations installations,
            WalSources sources,
            WalWriters writers,
            WalProperties properties) {
        this.clusters = clusters;
        this.connections = connections;
        this.installations = installations;
        this.sources = sources;
        this.writers = writers;
        this.properties = properties;
    }

    /** What goes on while it streams. */
    interface Progress {
        /** @param lsn the server's end of WAL */
        void streaming(long lsn);
    }

    /** Streams until something ends it, which is a failure; {@code progress} hears of it while it works. */
    void stream(WalReceiverRow receiver, Staging staging, Shipping shipping, Progress progress) throws Exception {
        LocalCluster cluster = clusters.get(receiver.cluster());
        ClusterInfo info = sources.of(receiver.cluster());
        PostgresInstallation installation = installation(info);
        ReplicationSlot slot = new ReplicationSlot(receiver.slot());
        staging.make();
        PgReceivewal.endOrphans(staging);
        try (Connection connection = connections.open(cluster)) {
            connection.setNetworkTimeout(Runnable::run, ANSWER_TIMEOUT);
            if (slot.ensure(connection)) {
                LOG.info("cluster {}: made replication slot {}", info.name(), receiver.slot());
            }
            SourceWal source = new SourceWal(connection, info.walSegmentSize());
            giveUpWhatIsLost(info, source, staging, shipping);
            try (PgReceivewal process =
                    PgReceivewal.start(installation, cluster, receiver.slot(), staging, properties.stopWait())) {
                while (!process.awaitEnd(TICK)) {
                    if (slot.active(connection)) {
                        progress.streaming(source.end());
                    }
                }
                throw WalProblems.receiverEnded(info.name(), process.lastWords());
            }
        }
    }

    /** Without a server that could be asked, none is left whose slot could be in the way. */
    void dropSlot(WalReceiverRow receiver) throws SQLException {
        LocalCluster cluster = clusters.get(receiver.cluster());
        if (java.nio.file.Files.notExists(cluster.dataDirectory())) {
            LOG.warn("cluster {} is gone, and its slot with it", cluster.name());
            return;
        }
        try (Connection connection = connections.open(cluster)) {
            new ReplicationSlot(receiver.slot()).drop(connection);
        }
    }

    /**
     * What comes next is not on the server any more, or the server has gone another way from an earlier position: then
     * nothing is left but to go on where the server can. What was received is archived first.
     */
    private void giveUpWhatIsLost(ClusterInfo info, SourceWal source, Staging staging, Shipping shipping)
            throws SQLException, IOException {
        var next = staging.next(info.walSegmentSize());
        if (next.isEmpty()) {
            return;
        }
        var last = staging.files(info.walSegmentSize()).getLast();
        boolean lost = !source.has(next.get());
        if (lost || source.forkedBefore(last.segment().timeline(), Staging.end(last, info.walSegmentSize()))) {
            shipping.clear(writers.of(info));
            LOG.warn(
                    "cluster {}: {} after {}; archiving goes on where the server can. Take a backup to close the gap",
                    info.name(),
                    lost ? "WAL was removed before it was received, the next" : "the server is on another timeline",
                    last.segment().name(info.walSegmentSize()));
        }
    }

    /** Its own major, or a later one, which can do it too. */
    private PostgresInstallation installation(ClusterInfo cluster) {
        return installations.all().stream()
                .filter(installation -> installation.major() >= cluster.major()
                        && installation.program("pg_receivewal").toFile().canExecute())
                .reduce((newer, older) -> older)
                .orElseThrow(() -> WalProblems.programMissing(cluster.name(), cluster.major()));
    }
}
