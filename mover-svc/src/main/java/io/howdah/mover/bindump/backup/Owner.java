package io.howdah.mover.bindump.backup;

import io.howdah.mover.bindump.auth.Account;
import io.howdah.mover.cluster.LocalCluster;

/**
 * On whose behalf a session works.
 *
 * @param applicationName shared by the workers of one backup; empty when none was given
 */
public record Owner(LocalCluster cluster, Account account, String applicationName) {

    /** Whether two sessions may work on one backup. */
    boolean sharesWith(Owner other) {
        return !applicationName.isEmpty()
                && applicationName.equals(other.applicationName)
                && cluster.name().equals(other.cluster.name())
                && account.name().equals(other.account.name());
    }
}
