package io.howdah.mover.bindump.auth;

import org.jspecify.annotations.Nullable;

/**
 * A role of the cluster, as far as bindump asks.
 *
 * @param password rolpassword; null when there is none
 * @param expired whether VALID UNTIL has passed
 * @param readsServerFiles whether it is a member of pg_read_server_files, or a superuser
 */
public record Account(
        String name,
        @Nullable String password,
        boolean expired,
        boolean login,
        boolean replication,
        boolean superuser,
        boolean readsServerFiles) {

    boolean mayReplicate() {
        return replication || superuser;
    }
}
