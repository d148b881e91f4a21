package io.howdah.mover.cluster;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How this mover reaches a cluster on its own host.
 *
 * @param dataDirectory PGDATA, absolute
 * @param socketDirectory where the server keeps its unix socket; null to connect over TCP to the loopback address
 * @param user a superuser of the cluster
 */
public record LocalCluster(
        String name,
        Path dataDirectory,
        int port,
        @Nullable Path socketDirectory,
        String user,
        @Nullable String password) {

    /** Leaves the password out: this is what reaches logs. */
    @Override
    public String toString() {
        return "cluster " + name + " (" + dataDirectory + ", port " + port + ", user " + user + ")";
    }
}
