package io.howdah.repository.backup;

import io.howdah.repository.Names;

/**
 * What a cluster is known by in the repository ({@code cluster.json}).
 *
 * @param name its name in the repository
 * @param systemIdentifier decimal digits, from pg_control; a name belongs to one system identifier
 * @param major PostgreSQL major version
 * @param pageSize bytes in a page ({@code block_size})
 * @param walSegmentSize bytes in a WAL segment
 */
public record ClusterInfo(String name, String systemIdentifier, int major, int pageSize, int walSegmentSize) {

    public ClusterInfo {
        Names.require("cluster", name);
    }
}
