package io.howdah.recovery.export;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * The directory of a database's dump. Most have the name of their database. That of any other has what is plain of its
 * name and, behind a tilde, which no plain name has, a part of its hash.
 */
final class DumpName {

    static final String GLOBALS = "globals.sql";

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,62}");
    private static final int KEPT = 40;
    private static final int HASH_BYTES = 4;

    private DumpName() {}

    static String of(String database) {
        if (PLAIN.matcher(database).matches() && !database.equals(GLOBALS)) {
            return database;
        }
        String plain = database.replaceAll("[^A-Za-z0-9_-]+", "_");
        return (plain.startsWith("-") ? "_" : "") + plain.substring(0, Math.min(KEPT, plain.length())) + "~"
                + hash(database);
    }

    private static String hash(String database) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(database.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, HASH_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
