package io.howdah.mover.bindump.auth;

import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a server keeps of a password: {@code SCRAM-SHA-256$<iterations>:<salt>$<StoredKey>:<ServerKey>} in
 * pg_authid.rolpassword.
 *
 * @param salt base64, as it is sent
 */
@SuppressWarnings("ArrayRecordComponent")
record ScramVerifier(int iterations, String salt, byte[] storedKey, byte[] serverKey) {

    private static final int KEY_BYTES = 32;
    private static final Pattern FORM = Pattern.compile(
            "SCRAM-SHA-256\\$([1-9][0-9]{0,8}):([A-Za-z0-9+/=]+)\\$([A-Za-z0-9+/=]+):([A-Za-z0-9+/=]+)");

    static Optional<ScramVerifier> parse(String rolpassword) {
        Matcher matcher = FORM.matcher(rolpassword);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        try {
            Base64.Decoder base64 = Base64.getDecoder();
            base64.decode(matcher.group(2));
            byte[] storedKey = base64.decode(matcher.group(3));
            byte[] serverKey = base64.decode(matcher.group(4));
            if (storedKey.length != KEY_BYTES || serverKey.length != KEY_BYTES) {
                return Optional.empty();
            }
            return Optional.of(
                    new ScramVerifier(Integer.parseInt(matcher.group(1)), matcher.group(2), storedKey, serverKey));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
