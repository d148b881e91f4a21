package io.howdah.mover.bindump;

import io.howdah.mover.bindump.auth.Account;
import io.howdah.mover.bindump.auth.Authenticator;
import io.howdah.mover.bindump.auth.Directory;
import io.howdah.mover.bindump.auth.ServerFacts;
import io.howdah.mover.bindump.wire.MessageReader;
import io.howdah.mover.bindump.wire.MessageWriter;
import io.howdah.mover.bindump.wire.PgError;
import io.howdah.mover.bindump.wire.SqlState;
import io.howdah.mover.bindump.wire.StartupRequest;
import io.howdah.mover.bindump.wire.Transport;
import io.howdah.mover.cluster.LocalCluster;
import java.io.IOException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** What happens before a frontend is let in: encryption, cancel requests, startup, authentication. */
final class Handshake {

    /** A frontend that was let in. ReadyForQuery is not sent yet. */
    record Admitted(
            Transport transport,
            MessageReader reader,
            MessageWriter writer,
            Login login,
            LocalCluster cluster,
            Account account,
            ServerFacts server) {}

    private final Directory directory;
    private final Authenticator authenticator;
    private final BiConsumer<Integer, Integer> cancel;

    private Transport transport;
    private MessageReader reader;
    private MessageWriter writer;
    private boolean askedForTls;
    private boolean askedForGss;

    /** @param cancel takes process id and secret of a cancel request */
    Handshake(
            Transport transport,
            Directory directory,
            Authenticator authenticator,
            BiConsumer<Integer, Integer> cancel) {
        this.transport = transport;
        this.directory = directory;
        this.authenticator = authenticator;
        this.cancel = cancel;
        this.reader = new MessageReader(transport);
        this.writer = new MessageWriter(transport);
    }

    /** The frontend, when it was let in; null when it left, only cancelled, or was refused and told so. */
    @Nullable Admitted run() throws IOException {
        try {
            StartupRequest.Startup startup = startup();
            return startup == null ? null : admit(startup);
        } catch (PgError e) {
            refuse(e);
            return null;
        }
    }

    void refuse(PgError error) throws IOException {
        writer.error("FATAL", error);
        writer.flush();
    }

    private StartupRequest.@Nullable Startup startup() throws IOException, PgError {
        while (true) {
            StartupRequest request = reader.readStartup();
            switch (request) {
                case null -> {
                    return null;
                }
                case StartupRequest.Tls tls -> answerTls();
                case StartupRequest.GssEncryption gss -> answerGss();
                case StartupRequest.Cancel(int pid, int secret) -> {
                    cancel.accept(pid, secret);
                    return null;
                }
                case StartupRequest.Startup startup -> {
                    if (startup.minor() > 0 || !startup.unknownOptions().isEmpty()) {
                        writer.negotiateProtocolVersion(startup.unknownOptions());
                    }
                    return startup;
                }
            }
        }
    }

    private void answerTls() throws IOException, PgError {
        if (askedForTls) {
            throw PgError.of(SqlState.PROTOCOL_VIOLATION, "TLS was asked for twice");
        }
        askedForTls = true;
        if (!transport.offersTls()) {
            writer.answer('N');
            return;
        }
        // What came in plain text before the handshake must not count as if it had come encrypted (CVE-2021-23214).
        if (reader.hasBuffered()) {
            throw PgError.of(SqlState.PROTOCOL_VIOLATION, "received unencrypted data after SSL request")
                    .detail("This could be either a client-software bug or evidence of an attempted"
                            + " man-in-the-middle attack.");
        }
        writer.answer('S');
        transport = transport.startTls();
        reader = new MessageReader(transport);
        writer = new MessageWriter(transport);
    }

    private void answerGss() throws IOException, PgError {
        if (askedForGss) {
            throw PgError.of(SqlState.PROTOCOL_VIOLATION, "GSSAPI encryption was asked for twice");
        }
        askedForGss = true;
        writer.answer('N');
    }

    private Admitted admit(StartupRequest.Startup startup) throws IOException, PgError {
        Login login = Login.from(startup);
        LocalCluster cluster = directory
                .cluster(login.cluster())
                .orElseThrow(() -> PgError.of(
                                SqlState.INVALID_CATALOG_NAME, "cluster \"" + login.cluster() + "\" does not exist")
                        .hint("The database of the connection names a cluster that is registered with this mover."));
        Directory.Entry entry = directory.look(cluster, login.user());
        Account account =
                authenticator.authenticate(cluster.name(), login.user(), entry.account(), transport, reader, writer);
        return new Admitted(transport, reader, writer, login, cluster, account, entry.server());
    }
}
