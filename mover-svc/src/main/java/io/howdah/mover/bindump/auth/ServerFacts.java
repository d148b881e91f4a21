package io.howdah.mover.bindump.auth;

/** What a frontend is told of the server when it has connected. */
public record ServerFacts(
        String serverVersion, String serverEncoding, String timeZone, boolean inRecovery, String systemIdentifier) {}
