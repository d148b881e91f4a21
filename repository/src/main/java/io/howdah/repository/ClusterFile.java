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

    private record Content(
            int format, String name, String systemIdentifier, int major, int pageSize, int walSegmentSize) {}

    /**
     * Makes sure that a name means one cluster only.
     *
     * @param replace whether there is nothing yet that another cluster could be mistaken for
     */
    void put(ClusterInfo cluster, boolean replace) throws IOException {
        String path = "clusters/" + cluster.name() + "/cluster.json";
        Content content = new Content(
                1,
                cluster.name(),
                cluster.systemIdentifier(),
                cluster.major(),
                cluster.pageSize(),
                cluster.walSegmentSize());
        if (storage.exists(path)) {
            Content present = JsonObject.read(storage, path, Content.class);
            if (present.equals(content)) {
                return;
            }
            if (!replace && !present.systemIdentifier().equals(content.systemIdentifier())) {
                throw new RepositoryException(
                        RepositoryException.Code.CLUSTER_MISMATCH,
                        "cluster " + cluster.name() + " in the repository has system identifier "
                                + present.systemIdentifier() + ", not " + content.systemIdentifier(),
                        "give this cluster a name of its own, or delete the backups of the other one");
            }
        }
        JsonObject.write(storage, path, content);
    }
}
