package io.howdah.mover.bindump.auth;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Verifiers for users that do not exist, so that they fail as a wrong password does (PostgreSQL's mock_scram_secret):
 * the same user always gets the same salt, and no password fits.
 */
final class MockVerifiers {

    private static final int ITERATIONS = 4096;
    private static final int SALT_BYTES = 16;

    private final byte[] key;

    MockVerifiers(byte[] key) {
        this.key = key.clone();
    }

    ScramVerifier forUser(String cluster, String user) {
        byte[] salt = Arrays.copyOf(derive("salt", cluster, user), SALT_BYTES);
        return new ScramVerifier(
                ITERATIONS,
                Base64.getEncoder().encodeToString(salt),
                derive("stored", cluster, user),
                derive("server", cluster, user));
    }

    private byte[] derive(String purpose, String cluster, String user) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal((purpose + '\0' + cluster + '\0' + user).getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime has no HMAC-SHA-256", e);
        }
    }
}
