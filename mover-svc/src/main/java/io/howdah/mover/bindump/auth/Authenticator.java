package io.howdah.mover.bindump.auth;

import io.howdah.mover.bindump.wire.FrontendMessage;
import io.howdah.mover.bindump.wire.MessageReader;
import io.howdah.mover.bindump.wire.MessageWriter;
import io.howdah.mover.bindump.wire.PgError;
import io.howdah.mover.bindump.wire.SqlState;
import io.howdah.mover.bindump.wire.Transport;
import java.io.EOFException;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;

/** Decides who gets in. A user that does not exist fails exactly as a wrong password does. */
public final class Authenticator {

    private static final String SUPERUSER_OF_THE_SYSTEM = "root";

    private final MockVerifiers mocks;
    private final String ownUser;
    private final SecureRandom random = new SecureRandom();

    /**
     * @param key secret, from which the salts of users that do not exist derive
     * @param ownUser the operating system user that needs no password on the unix socket
     */
    public Authenticator(byte[] key, String ownUser) {
        this.mocks = new MockVerifiers(key);
        this.ownUser = ownUser;
    }

    /**
     * Authenticates and authorises.
     *
     * @return the account, which may run backups; authenticationOk is not sent yet
     */
    public Account authenticate(
            String cluster,
            String user,
            Optional<Account> account,
            Transport transport,
            MessageReader reader,
            MessageWriter writer)
            throws IOException, PgError {
        String peer = transport.peerUser();
        if (peer != null && (peer.equals(ownUser) || peer.equals(SUPERUSER_OF_THE_SYSTEM))) {
            return authorised(account.orElseThrow(
                    () -> PgError.of(SqlState.INVALID_AUTHORIZATION, "role \"" + user + "\" does not exist")));
        }
        scram(cluster, user, account, transport, reader, writer);
        return authorised(account.orElseThrow(() -> failed(user)));
    }

    private void scram(
            String cluster,
            String user,
            Optional<Account> account,
            Transport transport,
            MessageReader reader,
            MessageWriter writer)
            throws IOException, PgError {
        byte[] binding = transport.channelBinding();
        writer.authenticationSasl(
                binding == null
                        ? List.of(ScramExchange.MECHANISM)
                        : List.of(ScramExchange.MECHANISM_PLUS, ScramExchange.MECHANISM));
        writer.flush();
        Optional<ScramVerifier> real = verifier(user, account);
        ByteBuffer initial = ByteBuffer.wrap(response(reader));
        ScramExchange exchange = new ScramExchange(
                real.orElseGet(() -> mocks.forUser(cluster, user)), binding, mechanism(initial), random);
        writer.authenticationSaslContinue(exchange.first(initialData(initial)));
        writer.flush();
        String signature = exchange.last(new String(response(reader), StandardCharsets.UTF_8));
        if (signature == null || real.isEmpty() || account.map(Account::expired).orElse(true)) {
            throw failed(user);
        }
        writer.authenticationSaslFinal(signature);
    }

    private static Optional<ScramVerifier> verifier(String user, Optional<Account> account) throws PgError {
        String password = account.map(Account::password).orElse(null);
        if (password == null) {
            return Optional.empty();
        }
        Optional<ScramVerifier> verifier = ScramVerifier.parse(password);
        if (verifier.isEmpty()) {
            throw PgError.of(
                            SqlState.INVALID_AUTHORIZATION,
                            "the password of role \"" + user + "\" is not stored for SCRAM-SHA-256")
                    .hint("Set password_encryption = 'scram-sha-256' in the cluster and set the password anew.");
        }
        return verifier;
    }

    private static byte[] response(MessageReader reader) throws IOException, PgError {
        FrontendMessage message = reader.read(MessageReader.LONGEST_BEFORE_AUTHENTICATION);
        if (message == null) {
            throw new EOFException("the frontend left instead of authenticating");
        }
        if (message.type() != FrontendMessage.SASL) {
            throw PgError.of(
                    SqlState.PROTOCOL_VIOLATION,
                    "expected SASL response, got message type " + Byte.toUnsignedInt(message.type()));
        }
        return message.body();
    }

    private static String mechanism(ByteBuffer initial) throws PgError {
        StringBuilder name = new StringBuilder();
        while (initial.hasRemaining()) {
            byte b = initial.get();
            if (b == 0) {
                return name.toString();
            }
            name.append((char) b);
        }
        throw malformed();
    }

    private static String initialData(ByteBuffer initial) throws PgError {
        try {
            int length = initial.getInt();
            if (length != initial.remaining()) {
                throw malformed();
            }
            return StandardCharsets.UTF_8.decode(initial).toString();
        } catch (BufferUnderflowException e) {
            throw malformed();
        }
    }

    private static PgError malformed() {
        return PgError.of(SqlState.PROTOCOL_VIOLATION, "malformed SASL initial response");
    }

    private static Account authorised(Account account) throws PgError {
        if (!account.login()) {
            throw PgError.of(
                            SqlState.INSUFFICIENT_PRIVILEGE,
                            "role \"" + account.name() + "\" is not permitted to log in")
                    .hint("ALTER ROLE ... LOGIN");
        }
        if (!account.mayReplicate()) {
            throw PgError.of(
                            SqlState.INSUFFICIENT_PRIVILEGE,
                            "role \"" + account.name() + "\" must be superuser or have REPLICATION to use bindump")
                    .hint("ALTER ROLE ... REPLICATION");
        }
        return account;
    }

    private static PgError failed(String user) {
        return PgError.of(SqlState.INVALID_PASSWORD, "password authentication failed for user \"" + user + "\"");
    }
}
