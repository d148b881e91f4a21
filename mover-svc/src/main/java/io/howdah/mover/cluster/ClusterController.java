package io.howdah.mover.cluster;

import io.howdah.openapi.mover.api.MoverClustersApi;
import io.howdah.openapi.mover.model.MoverCluster;
import io.howdah.openapi.mover.model.MoverClusterSpec;
import io.howdah.openapi.mover.model.MoverClusterState;
import io.howdah.openapi.problem.ProblemException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RestController;

@RestController
class ClusterController implements MoverClustersApi {

    private final Clusters clusters;
    private final ClusterInspector inspector;
    private final ClusterProbe probe;

    ClusterController(Clusters clusters, ClusterInspector inspector, ClusterProbe probe) {
        this.clusters = clusters;
        this.inspector = inspector;
        this.probe = probe;
    }

    @Override
    public ResponseEntity<MoverCluster> getMoverCluster(String name) {
        LocalCluster cluster = clusters.get(name);
        ClusterProbe.Result now = probe.probe(cluster);
        return ResponseEntity.ok(
                view(name, clusters.inspection(name)).state(now.state()).stateReason(now.reason()));
    }

    @Override
    public ResponseEntity<MoverCluster> putMoverCluster(String name, MoverClusterSpec spec) {
        LocalCluster cluster = new LocalCluster(
                name,
                absolute("dataDirectory", spec.getDataDirectory()),
                spec.getPort(),
                socketDirectory(spec.getSocketDirectory()),
                spec.getUser(),
                spec.getPassword());
        Inspection inspection = inspector.inspect(cluster, spec.getOsUser());
        clusters.register(cluster, inspection);
        return ResponseEntity.ok(view(name, inspection));
    }

    @Override
    public ResponseEntity<Void> deleteMoverCluster(String name) {
        clusters.forget(name);
        return ResponseEntity.noContent().build();
    }

    private static MoverCluster view(String name, Inspection inspection) {
        return new MoverCluster(name, MoverClusterState.RUNNING)
                .osUser(inspection.osUser())
                .systemIdentifier(inspection.systemIdentifier())
                .postgresVersion(inspection.postgresVersion())
                .major(inspection.major())
                .dataChecksums(inspection.dataChecksums());
    }

    private static @Nullable Path socketDirectory(@Nullable String given) {
        return given == null ? null : absolute("socketDirectory", given);
    }

    private static Path absolute(String field, String given) {
        try {
            Path path = Path.of(given);
            if (path.isAbsolute()) {
                return path.normalize();
            }
        } catch (InvalidPathException e) {
            // answered below, as what it is: not an absolute path
        }
        throw new ProblemException(
                HttpStatus.BAD_REQUEST,
                "INVALID_VALUE",
                "field " + field + " is not an absolute path",
                "give one from /");
    }
}
