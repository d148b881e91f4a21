package io.howdah.mover.bindump.auth;

/**
 * What a frontend is told of the server when it has connected.
 *
 * @param walSegmentSize as SHOW prints it, such as {@code 16MB}
 */
public record ServerFacts(
        String serverVersion,
        String serverEncoding,
        String timeZone,
        boolean inRecovery,
        String systemIdentifier,
        String walSegmentSize) {}
