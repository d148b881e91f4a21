package io.howdah.openapi.secret;

import io.howdah.openapi.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts passwords with AES-256 in Galois/Counter Mode (NIST SP 800-38D). What is stored is the base64 of a random
 * 96-bit nonce, the ciphertext and its 128-bit tag; the cluster's name is authenticated with it, so that a password
 * cannot be moved to another cluster's row.
 */
public final class PasswordCipher {

    private static final String TRANSFORMATION = "AES/GCM/NoPadding";
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecretKeySpec key;
    private final SecureRandom random = new SecureRandom();

    /** @param keyFile made when absent, see {@link SecretFile}; without it what was encrypted is lost */
    public PasswordCipher(Path keyFile) {
        this.key = new SecretKeySpec(keyOf(SecretFile.readOrCreate(keyFile)), "AES");
    }

    public String encrypt(String cluster, String password) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] sealed =
                    cipher(Cipher.ENCRYPT_MODE, nonce, cluster).doFinal(password.getBytes(StandardCharsets.UTF_8));
            byte[] stored = Arrays.copyOf(nonce, nonce.length + sealed.length);
            System.arraycopy(sealed, 0, stored, nonce.length, sealed.length);
            return Base64.getEncoder().encodeToString(stored);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + TRANSFORMATION, e);
        }
    }

    /**
     * @throws ProblemException PASSWORD_UNREADABLE when the key is another one, or the text belongs to another cluster
     */
    public String decrypt(String cluster, String stored) {
        byte[] bytes = Base64.getDecoder().decode(stored);
        try {
            byte[] password = cipher(Cipher.DECRYPT_MODE, Arrays.copyOf(bytes, NONCE_BYTES), cluster)
                    .doFinal(bytes, NONCE_BYTES, bytes.length - NONCE_BYTES);
            return new String(password, StandardCharsets.UTF_8);
        } catch (GeneralSecurityException e) {
            throw ProblemException.conflict(
                    "PASSWORD_UNREADABLE",
                    "the stored password of cluster " + cluster + " cannot be decrypted with the present key file",
                    "bring the former key file back, or register the cluster with its password again");
        }
    }

    private Cipher cipher(int mode, byte[] nonce, String cluster) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(TRANSFORMATION);
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(cluster.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    /** The file holds random text of at least 256 bits; its digest has the length that AES-256 wants. */
    private static byte[] keyOf(String secret) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
