package io.howdah.recovery.wal;

import io.howdah.openapi.problem.ProblemException;
import io.howdah.recovery.agent.Fence;
import io.howdah.recovery.agent.MoverAgent;
import io.howdah.recovery.cluster.Clusters;
import io.howdah.recovery.host.Hosts;
import io.howdah.recovery.id.TimeId;
import io.howdah.recovery.problem.StoredProblem;
import io.howdah.recovery.state.State;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/**
 * The receivers that hosts are to have, and how they get them. Each has a life of its own: it is made, and later
 * removed, and a call to make it that comes late is refused by its mover once it was asked to remove it.
 */
@Component
class WalReceivers {

    private static final Logger LOG = LoggerFactory.getLogger(WalReceivers.class);
    private static final long MAKE = 1;

    private final WalReceiverRepository rows;
    private final Clusters clusters;
    private final Hosts hosts;
    private final State state;
    private final Clock clock;

    WalReceivers(WalReceiverRepository rows, Clusters clusters, Hosts hosts, State state, Clock clock) {
        this.rows = rows;
        this.clusters = clusters;
        this.hosts = hosts;
        this.state = state;
        this.clock = clock;
    }

    /** From now on the cluster is to have one. */
    void want(String cluster) {
        String host = clusters.require(cluster).host();
        state.change(() -> {
            if (rows.findByWantedCluster(cluster).isEmpty()) {
                add(cluster, host);
            }
        });
    }

    /** From now on it is to have none. */
    void end(String cluster) {
        clusters.require(cluster);
        state.change(() -> rows.findByWantedCluster(cluster).ifPresent(WalReceiverRow::end));
    }

    /** Those of the cluster that are to go first. */
    List<WalReceiverRow> of(String cluster) {
        return state.read(() -> rows.findByCluster(cluster)).stream()
                .sorted((one, other) -> Boolean.compare(one.wanted(), other.wanted()))
                .toList();
    }

    List<String> clusters() {
        return state.read(rows::findAll).stream()
                .map(WalReceiverRow::cluster)
                .distinct()
                .toList();
    }

    /** Makes what is not there, removes what is to go, and notes why that fails. */
    void keepUp(WalReceiverRow row) {
        StoredProblem trouble = null;
        try {
            if (!row.wanted()) {
                remove(row);
                return;
            }
            String host = clusters.require(row.cluster()).host();
            if (host.equals(row.host())) {
                make(row);
            } else {
                move(row, host);
                return;
            }
        } catch (ProblemException e) {
            trouble = StoredProblem.of(e);
        }
        note(row, trouble);
    }

    private void make(WalReceiverRow row) {
        MoverAgent mover = hosts.mover(row.host());
        try {
            Fence.within(MAKE, () -> mover.receiveWal(row.getId(), row.cluster()));
        } catch (ProblemException e) {
            if (e.status() != HttpStatus.NOT_FOUND) {
                throw e;
            }
            // a mover that has lost its state does not know the cluster
            clusters.refresh(row.cluster());
            Fence.within(MAKE, () -> mover.receiveWal(row.getId(), row.cluster()));
        }
    }

    private void remove(WalReceiverRow row) {
        try {
            removeAt(hosts.mover(row.host()), row);
        } catch (ProblemException e) {
            if (!e.code().equals("HOST_NOT_FOUND")) {
                throw e;
            }
            LOG.info("host {} was forgotten, and what received WAL there with it", row.host());
        }
        state.change(() -> rows.remove(row.getId()));
        LOG.info("cluster {}: host {} receives its WAL no more", row.cluster(), row.host());
    }

    private void removeAt(MoverAgent mover, WalReceiverRow row) {
        Fence.<@Nullable Object>within(Fence.LAST, () -> {
            mover.stopReceivingWal(row.getId());
            return null;
        });
        if (!clusters.require(row.cluster()).host().equals(row.host())) {
            // it had to be known there until its slot was dropped
            mover.forget(row.cluster());
        }
    }

    /** The cluster was registered on another host. */
    private void move(WalReceiverRow row, String host) {
        state.change(() -> rows.findById(row.getId())
                .filter(WalReceiverRow::wanted)
                .ifPresent(former -> {
                    former.end();
                    rows.flush();
                    add(former.cluster(), host);
                    LOG.info(
                            "cluster {}: its WAL is to be received on host {} instead of {}",
                            former.cluster(),
                            host,
                            former.host());
                }));
    }

    private void add(String cluster, String host) {
        Instant now = clock.instant();
        rows.save(new WalReceiverRow(TimeId.at(now), cluster, host, now));
    }

    private void note(WalReceiverRow row, @Nullable StoredProblem trouble) {
        if (Objects.equals(row.error(), trouble)) {
            return;
        }
        state.change(() -> rows.findById(row.getId())
                .filter(now -> now.wanted() == row.wanted())
                .ifPresent(now -> now.note(trouble)));
        if (trouble != null) {
            LOG.warn("cluster {}: host {}: {}", row.cluster(), row.host(), trouble.detail());
        }
    }
}
