package io.howdah.recovery.wal;

import io.howdah.recovery.cluster.ClusterUse;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What streaming holds, also while it is being stopped: its cluster. */
@Configuration(proxyBeanMethods = false)
class WalUses {

    @Bean
    ClusterUse clustersThatStream(WalReceiverRepository rows) {
        return cluster -> rows.findByCluster(cluster).isEmpty() ? List.of() : List.of("WAL streaming");
    }
}
