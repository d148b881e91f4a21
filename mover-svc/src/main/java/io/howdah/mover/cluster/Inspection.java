package io.howdah.mover.cluster;

/**
 * What a running cluster says of itself.
 *
 * @param osUser the owner of the data directory
 * @param postgresVersion such as {@code 15.12}
 */
public record Inspection(
        String osUser, String systemIdentifier, String postgresVersion, int major, boolean dataChecksums) {}
