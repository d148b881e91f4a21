package io.howdah.mover.wal;

import io.howdah.repository.Repository;
import io.howdah.repository.RepositoryException;
import io.howdah.repository.backup.ClusterInfo;
import io.howdah.repository.wal.WalWriter;
import jakarta.annotation.PreDestroy;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * The one writer of each cluster's archive that this process may have, whether segments are streamed or pushed. It is
 * kept once it is open: to open it takes the lock of the cluster for a moment, in which no backup can begin.
 */
@Component
class WalWriters {

    private static final Logger LOG = LoggerFactory.getLogger(WalWriters.class);

    private record Open(ClusterInfo cluster, WalWriter writer) {}

    private final Repository repository;
    private final Map<String, Open> writers = new HashMap<>();

    WalWriters(Repository repository) {
        this.repository = repository;
    }

    /** @throws RepositoryException WAL_ARCHIVER_RUNNING, CLUSTER_MISMATCH */
    synchronized WalWriter of(ClusterInfo cluster) {
        Open open = writers.get(cluster.name());
        if (open != null && open.cluster().equals(cluster)) {
            return open.writer();
        }
        if (open != null) {
            close(open);
            writers.remove(cluster.name());
        }
        WalWriter writer = repository.archiveWal(cluster);
        writers.put(cluster.name(), new Open(cluster, writer));
        return writer;
    }

    /** Lets go of a cluster's archive; the next one who asks for its writer opens it again. */
    synchronized void release(String cluster) {
        Open open = writers.remove(cluster);
        if (open != null) {
            close(open);
        }
    }

    @PreDestroy
    synchronized void close() {
        writers.values().forEach(WalWriters::close);
        writers.clear();
    }

    private static void close(Open open) {
        try {
            open.writer().close();
        } catch (IOException e) {
            LOG.warn("the archive of cluster {} is not closed", open.cluster().name(), e);
        }
    }
}
