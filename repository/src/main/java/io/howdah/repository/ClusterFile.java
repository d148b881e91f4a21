package io.howdah.repository;

import io.howdah.repository.backup.ClusterInfo;
import io.howdah.repository.storage.Storage;
import java.io.IOException;
import java.util.Optional;

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
        String path = path(cluster.name());
        if (storage.exists(path)) {
            JsonObject present = JsonObject.read(storage, path);
            String identifier = present.get("systemIdentifier");
            boolean same = identifier.equals(cluster.systemIdentifier());
            if (!same && !replace) {
                throw mismatch(cluster, identifier);
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

    /**
     * Checks a cluster whose file somebody else, who holds the lock, has put or is about to put.
     *
     * @throws RepositoryException CLUSTER_MISMATCH, BACKUP_RUNNING
     */
    void require(ClusterInfo cluster) throws IOException {
        String path = path(cluster.name());
        if (!storage.exists(path)) {
            throw new RepositoryException(
                    RepositoryException.Code.BACKUP_RUNNING,
                    "the first backup of cluster " + cluster.name() + " is just beginning",
                    "try again in a moment");
        }
        String identifier = JsonObject.read(storage, path).get("systemIdentifier");
        if (!identifier.equals(cluster.systemIdentifier())) {
            throw mismatch(cluster, identifier);
        }
    }

    Optional<Integer> walSegmentSize(String cluster) throws IOException {
        String path = path(cluster);
        return storage.exists(path)
                ? Optional.of(JsonObject.read(storage, path).integer("walSegmentSize"))
                : Optional.empty();
    }

    private static String path(String cluster) {
        return "clusters/" + cluster + "/cluster.json";
    }

    private static RepositoryException mismatch(ClusterInfo cluster, String identifier) {
        return new RepositoryException(
                RepositoryException.Code.CLUSTER_MISMATCH,
                "cluster " + cluster.name() + " in the repository has system identifier " + identifier + ", not "
                        + cluster.systemIdentifier(),
                "give this cluster a name of its own, or delete the backups of the other one");
    }
}
