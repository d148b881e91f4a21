package io.howdah.recovery.cluster;

import io.howdah.recovery.host.HostUse;
import java.util.List;
import org.springframework.stereotype.Component;

@Component
class ClusterHostUse implements HostUse {

    private final ClusterRepository rows;

    ClusterHostUse(ClusterRepository rows) {
        this.rows = rows;
    }

    @Override
    public List<String> usersOf(String host) {
        return rows.findByHost(host).stream()
                .map(row -> "cluster " + row.name())
                .toList();
    }
}
