package io.howdah.mover.bindump.auth;

import io.howdah.mover.bindump.wire.PgError;
import io.howdah.mover.cluster.LocalCluster;
import java.util.Optional;

/** The clusters and their roles. */
public interface Directory {

    Optional<LocalCluster> cluster(String name);

    /** @throws PgError when the cluster cannot be asked */
    Entry look(LocalCluster cluster, String role) throws PgError;

    /** @param account empty when there is no such role */
    record Entry(Optional<Account> account, ServerFacts server) {}
}
