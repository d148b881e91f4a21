package io.howdah.recovery.cluster;

import io.howdah.openapi.howdah.api.ClustersApi;
import io.howdah.openapi.howdah.model.Cluster;
import io.howdah.openapi.howdah.model.ClusterList;
import io.howdah.openapi.howdah.model.ClusterSpec;
import io.howdah.recovery.page.Page;
import io.howdah.recovery.page.Parallel;
import io.howdah.recovery.state.State;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Sort;
import org.springframework.data.jpa.domain.Specification;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RestController;

@RestController
class ClusterController implements ClustersApi {

    private final Clusters clusters;
    private final ClusterRepository rows;
    private final State state;

    ClusterController(Clusters clusters, ClusterRepository rows, State state) {
        this.clusters = clusters;
        this.rows = rows;
        this.state = state;
    }

    @Override
    public ResponseEntity<ClusterList> listClusters(Integer limit, @Nullable String cursor) {
        var request = new Page.Request("clusters", "name", Sort.Direction.ASC, limit, cursor);
        Page<ClusterRow> page = state.read(() -> request.of(rows, Specification.unrestricted(), ClusterRow::name));
        ClusterList list = new ClusterList(Parallel.map(page.items(), clusters::look));
        list.setNextCursor(page.nextCursor());
        return ResponseEntity.ok(list);
    }

    @Override
    public ResponseEntity<Cluster> getCluster(String cluster) {
        return ResponseEntity.ok(clusters.look(clusters.row(cluster)));
    }

    @Override
    public ResponseEntity<Cluster> putCluster(String cluster, ClusterSpec spec) {
        return ResponseEntity.ok(clusters.register(Registration.of(cluster, spec)));
    }

    @Override
    public ResponseEntity<Void> deleteCluster(String cluster) {
        clusters.delete(cluster);
        return ResponseEntity.noContent().build();
    }
}
