package io.howdah.mover.cluster;

import org.jspecify.annotations.Nullable;

/** Things that need their cluster to stay registered here. */
@FunctionalInterface
public interface ClusterUse {

    /** What uses the cluster, in words such as {@code WAL receiver 20261121t013000-k3v9qa}; null when nothing does. */
    @Nullable String userOf(String cluster);
}
