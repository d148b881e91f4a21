package io.howdah.mover.wal;

import io.howdah.mover.cluster.ClusterConnections;
import io.howdah.mover.cluster.Clusters;
import io.howdah.mover.cluster.Inspection;
import io.howdah.mover.cluster.LocalCluster;
import io.howdah.repository.Repository;
import io.howdah.repository.backup.ClusterInfo;
import io.howdah.repository.wal.WalArchive;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** What the archive has to know of a cluster. Once it is in the repository, the server is not asked. */
@Component
class WalSources {

    /** The only size of pages that clusters are registered with. */
    private static final int PAGE_SIZE = 8192;

    private final Clusters clusters;
    private final ClusterConnections connections;
    private final Repository repository;
    private final Map<String, Integer> segmentSizes = new ConcurrentHashMap<>();

    WalSources(Clusters clusters, ClusterConnections connections, Repository repository) {
        this.clusters = clusters;
        this.connections = connections;
        this.repository = repository;
    }

    /** @throws io.howdah.openapi.problem.ProblemException CLUSTER_NOT_FOUND */
    ClusterInfo of(String name) throws SQLException {
        Inspection inspection = clusters.inspection(name);
        Integer known = segmentSizes.get(inspection.systemIdentifier());
        int segmentSize = known == null ? segmentSize(name) : known;
        segmentSizes.put(inspection.systemIdentifier(), segmentSize);
        return new ClusterInfo(name, inspection.systemIdentifier(), inspection.major(), PAGE_SIZE, segmentSize);
    }

    private int segmentSize(String name) throws SQLException {
        Optional<WalArchive> archive = repository.wal(name);
        return archive.isPresent() ? archive.get().segmentSize() : ask(clusters.get(name));
    }

    private int ask(LocalCluster cluster) throws SQLException {
        try (Connection connection = connections.open(cluster);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT setting::int FROM pg_settings WHERE name = 'wal_segment_size'")) {
            row.next();
            return row.getInt(1);
        }
    }
}
