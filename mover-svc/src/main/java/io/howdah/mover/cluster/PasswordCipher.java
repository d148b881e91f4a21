package io.howdah.mover.cluster;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Keeps passwords unreadable at rest: AES-256 in GCM (NIST SP 800-38D), bound to the name of the cluster they belong
 * to.
 */
final class PasswordCipher {

    private static final int IV_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecretKey key;
    private final SecureRandom random = new SecureRandom();

    /** @param key 32 bytes */
    PasswordCipher(byte[] key) {
        this.key = new SecretKeySpec(key, "AES");
    }

    /** Base64 of the initialisation vector, the ciphertext and its tag. */
    String encrypt(String cluster, String password) {
        byte[] iv = new byte[IV_BYTES];
        random.nextBytes(iv);
        byte[] sealed = apply(Cipher.ENCRYPT_MODE, cluster, iv, password.getBytes(StandardCharsets.UTF_8));
        byte[] out = Arrays.copyOf(iv, IV_BYTES + sealed.length);
        System.arraycopy(sealed, 0, out, IV_BYTES, sealed.length);
        return Base64.getEncoder().encodeToString(out);
    }

    /**
     * @throws IllegalStateException when the key is another one, or the text was changed or belongs to another cluster
     */
    String decrypt(String cluster, String encrypted) {
        byte[] in = Base64.getDecoder().decode(encrypted);
        byte[] iv = Arrays.copyOf(in, IV_BYTES);
        byte[] plain = apply(Cipher.DECRYPT_MODE, cluster, iv, Arrays.copyOfRange(in, IV_BYTES, in.length));
        return new String(plain, StandardCharsets.UTF_8);
    }

    private byte[] apply(int mode, String cluster, byte[] iv, byte[] input) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, iv));
            cipher.updateAAD(cluster.getBytes(StandardCharsets.UTF_8));
            return cipher.doFinal(input);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "cannot read the stored password of cluster " + cluster
                            + ": the key file is another one than when it was stored; register the cluster again",
                    e);
        }
    }
}
