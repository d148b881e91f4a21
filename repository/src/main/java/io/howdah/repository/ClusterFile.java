package io.howdah.repository;

import io.howdah.repository.backup.ClusterInfo;
import io.howdah.repository.storage.Storage;
import java.io.IOException;

/** {@code cluster.json}: whose backups lie beside it. Written under the cluster's lock. */
final class ClusterFile {

    private final Storage storage;

    ClusterFile(Storage storage) {
        this.storage = storage;
    }

    /**
     * Makes sure that a name means one cluster only.
     *
     * @param replace whether there is nothing yet that another cluster could be mistaken for
     */
    void put(ClusterInfo cluster, boolean replace) throws IOException {
        String path = "clusters/" + cluster.name() + "/cluster.json";
        if (storage.exists(path)) {
            JsonObject present = JsonObject.read(storage, path);
            String identifier = present.get("systemIdentifier");
            boolean same = identifier.equals(cluster.systemIdentifier());
            if (!same && !replace) {
                throw new RepositoryException(
                        RepositoryException.Code.CLUSTER_MISMATCH,
                        "cluster " + cluster.name() + " in the repository has system identifier " + identifier
                                + ", not " + cluster.systemIdentifier(),
                        "give this cluster a name of its own, or delete the backups of the other one");
            }
            if (same && present.integer("major") == cluster.major()) {
                return;
            }
        }
        new JsonObject(path)
                .put("format", 1)
                .put("name", cluster.name())
                .put("systemIdentifier", cluster.systemIdentifier())
                .put("major", cluster.major())
                .put("pageSize", cluster.pageSize())
                .put("walSegmentSize", cluster.walSegmentSize())
                .write(storage, path);
    }
}
