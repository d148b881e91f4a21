package io.howdah.mover.bindump.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.ongres.scram.common.ScramFunctions;
import com.ongres.scram.common.ScramMechanism;
import com.ongres.scram.common.StringPreparation;
import io.howdah.mover.bindump.wire.PgError;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScramExchangeTest {

    private static final ScramMechanism SHA_256 = ScramMechanism.SCRAM_SHA_256;
    private static final byte[] SALT = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BINDING = {1, 2, 3};

    @Test
    void takesTheRightPasswordAndProvesItself() throws PgError {
        ScramExchange exchange = new ScramExchange(verifier("pencil"), null, "SCRAM-SHA-256", new SecureRandom());
        String first = exchange.first("n,,n=,r=abc");
        String last = exchange.last(clientFinal("pencil", "n,,", null, "n=,r=abc", first));
        assertThat(last).isEqualTo("v=" + serverSignature("pencil", "biws", "n=,r=abc", first));
    }

    @Test
    void refusesAWrongPassword() throws PgError {
        ScramExchange exchange = new ScramExchange(verifier("pencil"), null, "SCRAM-SHA-256", new SecureRandom());
        String first = exchange.first("n,,n=,r=abc");
        assertThat(exchange.last(clientFinal("pencils", "n,,", null, "n=,r=abc", first)))
                .isNull();
    }

    @Test
    void bindsToTheChannel() throws PgError {
        ScramExchange exchange =
                new ScramExchange(verifier("pencil"), BINDING, "SCRAM-SHA-256-PLUS", new SecureRandom());
        String header = "p=tls-server-end-point,,";
        String first = exchange.first(header + "n=,r=abc");
        assertThat(exchange.last(clientFinal("pencil", header, BINDING, "n=,r=abc", first)))
                .startsWith("v=");
        ScramExchange other = new ScramExchange(verifier("pencil"), BINDING, "SCRAM-SHA-256-PLUS", new SecureRandom());
        String second = other.first(header + "n=,r=abc");
        PgError error = catchThrowableOfType(
                PgError.class,
                () -> other.last(clientFinal("pencil", header, new byte[] {9, 9, 9}, "n=,r=abc", second)));
        assertThat(error.sqlState()).isEqualTo("28000");
    }

    @Test
    void noticesADowngrade() throws PgError {
        ScramExchange exchange = new ScramExchange(verifier("pencil"), BINDING, "SCRAM-SHA-256", new SecureRandom());
        assertThat(catchThrowableOfType(PgError.class, () -> exchange.first("y,,n=,r=abc"))
                        .sqlState())
                .isEqualTo("28000");
    }

    @Test
    void wantsAMechanismThatWasOffered() {
        for (String mechanism : new String[] {"", "SCRAM-SHA-1", "SCRAM-SHA-256-PLUS"}) {
            assertThat(catchThrowableOfType(
                                    PgError.class,
                                    () -> new ScramExchange(verifier("x"), null, mechanism, new SecureRandom()))
                            .sqlState())
                    .isEqualTo("08P01");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''           | 08P01", "n            | 08P01", "n,           | 08P01", "n,,          | 08P01",
                "n,,n=        | 08P01", "n,,r=a,n=    | 08P01", "n,,n=,r=     | 08P01", "x,,n=,r=a    | 08P01",
                "p=tls-unique,,n=,r=a | 08P01", "n,a=me,n=,r=a | 0A000", "n,,m=x,n=,r=a | 0A000", "n,,n=,r=ä | 08P01"
            })
    void refusesMalformedFirstMessages(String message, String state) throws PgError {
        ScramExchange exchange = new ScramExchange(verifier("x"), null, "SCRAM-SHA-256", new SecureRandom());
        assertThat(catchThrowableOfType(PgError.class, () -> exchange.first(message))
                        .sqlState())
                .isEqualTo(state);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''              | 08P01", "c=biws,p=AAAA  | 08P01", "c=biws,r=other,p=AAAA | 08P01",
                "c=eSws,r=NONCE,p=AAAA | 28000", "c=biws,r=NONCE,p=AAAA | 08P01", "c=biws,r=NONCE,p=!! | 08P01",
                "c=!!,r=NONCE,p=AAAA | 08P01"
            })
    void refusesMalformedLastMessages(String message, String state) throws PgError {
        ScramExchange exchange = new ScramExchange(verifier("x"), null, "SCRAM-SHA-256", new SecureRandom());
        String nonce = exchange.first("n,,n=,r=abc").split(",")[0].substring(2);
        assertThat(catchThrowableOfType(PgError.class, () -> exchange.last(message.replace("NONCE", nonce)))
                        .sqlState())
                .isEqualTo(state);
    }

    @Test
    void readsOnlyScramVerifiers() {
        assertThat(ScramVerifier.parse("md5c1d1de60e2b8bc0d2e5d3b4d3d3e3f3a")).isEmpty();
        assertThat(ScramVerifier.parse("SCRAM-SHA-256$4096:AAAA$AAAA:AAAA")).isEmpty();
        assertThat(ScramVerifier.parse("")).isEmpty();
    }

    @Test
    void mocksLookTheSameEveryTime() {
        MockVerifiers mocks = new MockVerifiers(new byte[32]);
        assertThat(mocks.forUser("main", "nobody").salt())
                .isEqualTo(mocks.forUser("main", "nobody").salt());
        assertThat(mocks.forUser("main", "nobody").salt())
                .isNotEqualTo(mocks.forUser("main", "somebody").salt());
        assertThat(Base64.getDecoder().decode(mocks.forUser("main", "nobody").salt()))
                .hasSize(16);
    }

    private static byte[] salted(String password) {
        return ScramFunctions.saltedPassword(
                SHA_256, StringPreparation.POSTGRESQL_PREPARATION, password.toCharArray(), SALT, 4096);
    }

    private static ScramVerifier verifier(String password) {
        byte[] salted = salted(password);
        Base64.Encoder base64 = Base64.getEncoder();
        byte[] stored = ScramFunctions.storedKey(SHA_256, ScramFunctions.clientKey(SHA_256, salted));
        return ScramVerifier.parse("SCRAM-SHA-256$4096:" + base64.encodeToString(SALT) + "$"
                        + base64.encodeToString(stored) + ":"
                        + base64.encodeToString(ScramFunctions.serverKey(SHA_256, salted)))
                .orElseThrow();
    }

    private static String clientFinal(
            String password, String header, byte[] binding, String firstBare, String serverFirst) {
        byte[] gs2 = header.getBytes(StandardCharsets.US_ASCII);
        byte[] bound = gs2;
        if (binding != null) {
            bound = Arrays.copyOf(gs2, gs2.length + binding.length);
            System.arraycopy(binding, 0, bound, gs2.length, binding.length);
        }
        String withoutProof =
                "c=" + Base64.getEncoder().encodeToString(bound) + ",r=" + serverFirst.split(",")[0].substring(2);
        byte[] clientKey = ScramFunctions.clientKey(SHA_256, salted(password));
        byte[] signature = ScramFunctions.clientSignature(
                SHA_256,
                ScramFunctions.storedKey(SHA_256, clientKey),
                firstBare + "," + serverFirst + "," + withoutProof);
        return withoutProof + ",p="
                + Base64.getEncoder().encodeToString(ScramFunctions.clientProof(clientKey, signature));
    }

    private static String serverSignature(String password, String binding, String firstBare, String serverFirst) {
        String nonce = serverFirst.split(",")[0].substring(2);
        return Base64.getEncoder()
                .encodeToString(ScramFunctions.serverSignature(
                        SHA_256,
                        ScramFunctions.serverKey(SHA_256, salted(password)),
                        firstBare + "," + serverFirst + ",c=" + binding + ",r=" + nonce));
    }
}
