package io.howdah.recovery.wal;

import io.howdah.openapi.howdah.model.Problem;
import io.howdah.openapi.howdah.model.WalStreaming;
import io.howdah.openapi.howdah.model.WalStreamingState;
import io.howdah.openapi.mover.model.WalReceiver;
import io.howdah.openapi.problem.ProblemException;
import io.howdah.recovery.cluster.Clusters;
import io.howdah.recovery.host.Hosts;
import io.howdah.recovery.problem.StoredProblem;
import io.howdah.recovery.time.Utc;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** Looks how a cluster's WAL is streamed, through the mover that does it. */
@Component
class WalStreamingProbe {

    private final WalReceivers receivers;
    private final Clusters clusters;
    private final Hosts hosts;

    WalStreamingProbe(WalReceivers receivers, Clusters clusters, Hosts hosts) {
        this.receivers = receivers;
        this.clusters = clusters;
        this.hosts = hosts;
    }

    WalStreaming look(String cluster) {
        clusters.require(cluster);
        List<WalReceiverRow> rows = receivers.of(cluster);
        if (rows.isEmpty()) {
            return new WalStreaming(cluster, WalStreamingState.OFF);
        }
        // the one that is wanted is the last
        WalReceiverRow row = rows.getLast();
        WalStreaming view = new WalStreaming(cluster, WalStreamingState.STOPPING).host(row.host());
        StoredProblem noted = row.error();
        view.setError(noted == null ? null : noted.toApi());
        return row.wanted() ? received(view, row) : view;
    }

    private WalStreaming received(WalStreaming view, WalReceiverRow row) {
        view.setSince(Utc.of(row.since()));
        try {
            show(hosts.mover(row.host()).probeWalReceiver(row.getId()), view);
        } catch (ProblemException e) {
            boolean made = e.status() != HttpStatus.NOT_FOUND;
            view.setState(made ? WalStreamingState.INTERRUPTED : WalStreamingState.STARTING);
            if (made) {
                view.setError(StoredProblem.of(e).toApi());
            }
        }
        return view;
    }

    private static void show(WalReceiver receiver, WalStreaming view) {
        view.setState(
                switch (receiver.getState()) {
                    case STARTING -> WalStreamingState.STARTING;
                    case STREAMING -> WalStreamingState.STREAMING;
                    case INTERRUPTED -> WalStreamingState.INTERRUPTED;
                });
        view.setSlot(receiver.getSlot());
        view.setReceivedLsn(receiver.getReceivedLsn());
        view.setArchivedLsn(receiver.getArchivedLsn());
        view.setLagBytes(receiver.getLagBytes());
        view.setError(problem(receiver.getError()));
    }

    private static @Nullable Problem problem(io.howdah.openapi.mover.model.@Nullable Problem found) {
        return found == null
                ? null
                : new Problem(found.getTitle(), found.getStatus(), found.getCode(), found.getDetail())
                        .hint(found.getHint());
    }
}
