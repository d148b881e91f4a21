package io.howdah.mover.wal;

import io.howdah.mover.cluster.ClusterUse;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** A receiver needs its cluster until it has dropped its slot there. */
@Component
class ReceivingUse implements ClusterUse {

    private final WalReceiverRows rows;

    ReceivingUse(WalReceiverRows rows) {
        this.rows = rows;
    }

    @Override
    public @Nullable String userOf(String cluster) {
        return rows.findByCluster(cluster)
                .map(row -> "WAL receiver " + row.id())
                .orElse(null);
    }
}
