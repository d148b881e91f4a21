package io.howdah.mover.wal;

import io.howdah.mover.state.ProblemModels;
import io.howdah.openapi.mover.model.WalReceiver;
import io.howdah.openapi.mover.model.WalReceiverSpec;
import io.howdah.openapi.mover.model.WalReceiverState;
import io.howdah.openapi.problem.ProblemException;
import io.howdah.repository.wal.Lsn;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A receiver at work: one thread receives into the staging directory, another ships from there into the repository.
 * When one of them is in trouble the other goes on.
 */
final class RunningReceiver {

    private static final Logger LOG = LoggerFactory.getLogger(RunningReceiver.class);

    private final WalReceiverRow row;
    private final Staging staging;
    private final Shipping shipping;
    private final WalSources sources;
    private final WalWriters writers;
    private final PatientLoop receiving;
    private final PatientLoop shipments;
    private volatile long serverLsn;

    RunningReceiver(
            WalReceiverRow row, WalProperties properties, Receiving receiving, WalSources sources, WalWriters writers) {
        this.row = row;
        this.sources = sources;
        this.writers = writers;
        this.staging =
                new Staging(properties.stagingDirectory().toAbsolutePath().resolve(row.id()));
        this.shipping = new Shipping(staging);
        this.receiving = new PatientLoop(
                "wal-receive",
                row.cluster(),
                succeeded -> receiving.stream(row, staging, shipping, lsn -> {
                    serverLsn = lsn;
                    succeeded.run();
                }),
                Duration.ZERO,
                properties);
        this.shipments =
                new PatientLoop("wal-ship", row.cluster(), ignored -> ship(), properties.shipInterval(), properties);
    }

    void start() throws IOException {
        staging.make();
        receiving.start();
        shipments.start();
    }

    /** Returns when neither process nor thread is left. What is in the staging directory stays. */
    void stop() throws InterruptedException {
        receiving.stop();
        shipments.stop();
    }

    /** Archives what came last, if it can, and removes the staging directory. */
    void removeStaged() throws IOException {
        try {
            ship();
        } catch (Exception e) {
            LOG.warn("cluster {}: WAL that was received last is not archived", row.cluster(), e);
        }
        staging.remove();
    }

    WalReceiver view() {
        ProblemException problem = receiving.problem() == null ? shipments.problem() : receiving.problem();
        WalReceiverState state = problem != null
                ? WalReceiverState.INTERRUPTED
                : receiving.proven() && shipments.proven() ? WalReceiverState.STREAMING : WalReceiverState.STARTING;
        long archived = shipping.archivedLsn();
        long end = Math.max(serverLsn, shipping.receivedLsn());
        return new WalReceiver(row.id(), state, new WalReceiverSpec(row.cluster()), row.slot())
                .receivedLsn(text(shipping.receivedLsn()))
                .archivedLsn(text(archived))
                .lagBytes(archived == 0 ? null : Math.max(0, end - archived))
                .error(problem == null ? null : ProblemModels.of(problem));
    }

    private void ship() throws Exception {
        shipping.ship(writers.of(sources.of(row.cluster())));
    }

    private static @Nullable String text(long lsn) {
        return lsn == 0 ? null : Lsn.format(lsn);
    }
}
