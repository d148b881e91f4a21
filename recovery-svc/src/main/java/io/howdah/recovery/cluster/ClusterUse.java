package io.howdah.recovery.cluster;

import java.util.List;

/** Things that need their cluster to stay registered. */
@FunctionalInterface
public interface ClusterUse {

    /** What the cluster has, in words such as {@code 2 backups}; called in the transaction that would forget it. */
    List<String> usersOf(String cluster);
}
