package io.howdah.mover.bindump.auth;

import com.ongres.scram.common.ScramFunctions;
import com.ongres.scram.common.ScramMechanism;
import io.howdah.mover.bindump.wire.PgError;
import io.howdah.mover.bindump.wire.SqlState;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The server's half of one SCRAM-SHA-256 exchange (RFC 5802, RFC 7677), as strict about its input as PostgreSQL's
 * auth-scram.c. The user name within it is ignored, as there: the one of the startup packet counts.
 */
final class ScramExchange {

    static final String MECHANISM = "SCRAM-SHA-256";
    static final String MECHANISM_PLUS = "SCRAM-SHA-256-PLUS";

    private static final ScramMechanism SHA_256 = ScramMechanism.SCRAM_SHA_256;
    private static final int NONCE_BYTES = 18;
    private static final String BINDING_TYPE = "tls-server-end-point";

    private final ScramVerifier verifier;
    private final byte @Nullable [] channelBinding;
    private final boolean plus;
    private final SecureRandom random;

    private String gs2Header = "";
    private String clientFirstBare = "";
    private String nonce = "";
    private String serverFirst = "";

    /**
     * @param channelBinding what the transport can be bound to, or null
     * @param mechanism the one that the client chose
     */
    ScramExchange(ScramVerifier verifier, byte @Nullable [] channelBinding, String mechanism, SecureRandom random)
            throws PgError {
        this.verifier = verifier;
        this.channelBinding = channelBinding;
        this.random = random;
        this.plus = mechanism.equals(MECHANISM_PLUS);
        if (!(mechanism.equals(MECHANISM) || (plus && channelBinding != null))) {
            throw PgError.of(SqlState.PROTOCOL_VIOLATION, "client selected an invalid SASL authentication mechanism");
        }
    }

    /** Takes client-first-message, answers server-first-message. */
    String first(String message) throws PgError {
        int gs2End = message.indexOf(',', message.indexOf(',') + 1);
        if (message.indexOf(',') < 0 || gs2End < 0) {
            throw malformed("The message is too short.");
        }
        gs2Header = message.substring(0, gs2End + 1);
        checkBindingFlag(message.substring(0, message.indexOf(',')));
        if (gs2End != message.indexOf(',') + 1) {
            throw PgError.of(
                    SqlState.FEATURE_NOT_SUPPORTED, "client uses authorization identity, but it is not supported");
        }
        clientFirstBare = message.substring(gs2End + 1);
        String[] attributes = clientFirstBare.split(",", -1);
        if (attributes[0].startsWith("m=")) {
            throw PgError.of(SqlState.FEATURE_NOT_SUPPORTED, "client requires an unsupported SCRAM extension");
        }
        if (attributes.length < 2 || !attributes[0].startsWith("n=") || !attributes[1].startsWith("r=")) {
            throw malformed("Attributes \"n\" and \"r\" are expected.");
        }
        String clientNonce = attributes[1].substring(2);
        if (clientNonce.isEmpty() || !clientNonce.chars().allMatch(c -> c >= 0x21 && c <= 0x7e)) {
            throw malformed("The nonce has characters that cannot be printed.");
        }
        byte[] own = new byte[NONCE_BYTES];
        random.nextBytes(own);
        nonce = clientNonce + Base64.getEncoder().encodeToString(own);
        serverFirst = "r=" + nonce + ",s=" + verifier.salt() + ",i=" + verifier.iterations();
        return serverFirst;
    }

    private void checkBindingFlag(String flag) throws PgError {
        if (flag.startsWith("p=")) {
            if (!plus) {
                throw malformed(
                        "The client selected SCRAM-SHA-256 without channel binding, but the message includes it.");
            }
            if (!flag.equals("p=" + BINDING_TYPE)) {
                throw PgError.of(SqlState.PROTOCOL_VIOLATION, "unsupported SCRAM channel-binding type");
            }
        } else if (flag.equals("n") || flag.equals("y")) {
            if (plus) {
                throw malformed("The client selected SCRAM-SHA-256-PLUS, but the message has no channel binding.");
            }
            if (flag.equals("y") && channelBinding != null) {
                throw PgError.of(SqlState.INVALID_AUTHORIZATION, "SCRAM channel binding negotiation error")
                        .detail("The client supports SCRAM channel binding but thinks the server does not,"
                                + " and this server does.");
            }
        } else {
            throw malformed("Unexpected channel-binding flag.");
        }
    }

    /** Takes client-final-message; answers server-final-message, or null when the proof is wrong. */
    @Nullable String last(String message) throws PgError {
        int proofAt = message.lastIndexOf(",p=");
        if (proofAt < 0) {
            throw malformed("There is no proof.");
        }
        String withoutProof = message.substring(0, proofAt);
        String[] attributes = withoutProof.split(",", -1);
        if (attributes.length < 2 || !attributes[0].startsWith("c=") || !attributes[1].startsWith("r=")) {
            throw malformed("Attributes \"c\", \"r\" and \"p\" are expected.");
        }
        if (!MessageDigest.isEqual(expectedBinding(), decoded(attributes[0].substring(2)))) {
            throw PgError.of(SqlState.INVALID_AUTHORIZATION, "SCRAM channel binding check failed");
        }
        if (!attributes[1].substring(2).equals(nonce)) {
            throw PgError.of(SqlState.PROTOCOL_VIOLATION, "invalid SCRAM response")
                    .detail("Nonce does not match.");
        }
        byte[] proof = decoded(message.substring(proofAt + 3));
        if (proof.length != verifier.storedKey().length) {
            throw malformed("The proof has the wrong length.");
        }
        String authMessage = clientFirstBare + "," + serverFirst + "," + withoutProof;
        if (!ScramFunctions.verifyClientProof(SHA_256, proof, verifier.storedKey(), authMessage)) {
            return null;
        }
        byte[] signature = ScramFunctions.serverSignature(SHA_256, verifier.serverKey(), authMessage);
        return "v=" + Base64.getEncoder().encodeToString(signature);
    }

    private byte[] expectedBinding() {
        byte[] header = gs2Header.getBytes(StandardCharsets.UTF_8);
        if (!plus || channelBinding == null) {
            return header;
        }
        byte[] expected = Arrays.copyOf(header, header.length + channelBinding.length);
        System.arraycopy(channelBinding, 0, expected, header.length, channelBinding.length);
        return expected;
    }

    private static byte[] decoded(String base64) throws PgError {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw malformed("Base64 is expected.");
        }
    }

    private static PgError malformed(String detail) {
        return PgError.of(SqlState.PROTOCOL_VIOLATION, "malformed SCRAM message")
                .detail(detail);
    }
}
