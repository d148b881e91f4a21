package io.howdah.mover.bindump;

import static io.howdah.mover.bindump.wire.Messages.concat;
import static io.howdah.mover.bindump.wire.Messages.message;
import static io.howdah.mover.bindump.wire.Messages.query;
import static io.howdah.mover.bindump.wire.Messages.startup;
import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.mover.bindump.auth.Authenticator;
import io.howdah.mover.bindump.backup.Backups;
import io.howdah.mover.bindump.wire.ByteTransport;
import io.howdah.mover.bindump.wire.Messages;
import io.howdah.mover.cluster.ClusterConnections;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a frontend gets for what it sends, message by message. */
class SessionTest {

    private static final int V3 = 3 << 16;
    private static final String ME = "somebody";

    private final Backups backups = new Backups(new ClusterConnections());

    @AfterEach
    void close() {
        backups.close();
    }

    @Test
    void letsTheMoversOwnUserInAndServesIt() throws IOException {
        assertThat(served(query("just-noop"), query(" ; "), query("show server_version"), message('X', new byte[0])))
                .isEqualTo(List.of("C", "Z", "I", "Z", "T", "D", "C", "Z"));
    }

    @Test
    void goesOnAfterAnError() throws IOException {
        assertThat(served(query("just-nop"), query("just-noop"))).isEqualTo(List.of("E(ERROR 42601)", "Z", "C", "Z"));
    }

    @Test
    void answersTheExtendedProtocolOnceAndSkipsToSync() throws IOException {
        assertThat(served(
                        message('P', new byte[8]),
                        message('B', new byte[8]),
                        message('E', new byte[8]),
                        message('S', new byte[0]),
                        query("just-noop")))
                .isEqualTo(List.of("E(ERROR 08P01)", "Z", "C", "Z"));
    }

    @Test
    void ignoresWhatIsLeftOfACopy() throws IOException {
        assertThat(served(message('d', new byte[100]), message('c', new byte[0]), query("just-noop")))
                .isEqualTo(List.of("C", "Z"));
    }

    @Test
    void endsTheSessionOnWhatCannotBeAMessage() throws IOException {
        assertThat(served(new byte[] {0x7f, 0, 0, 0, 4}, query("just-noop"))).isEqualTo(List.of("E(FATAL 08P01)"));
        assertThat(served(message('p', new byte[3]))).isEqualTo(List.of("E(FATAL 08P01)"));
    }

    @Test
    void refusesTextThatDoesNotEnd() throws IOException {
        assertThat(served(message('Q', "just-noop".getBytes()))).isEqualTo(List.of("E(ERROR 08P01)", "Z"));
    }

    @Test
    void keepsItsOrder() throws IOException {
        assertThat(served(query("copy_files"), query("copy_files WORKER_INFO 2:1"), query("stop_backup")))
                .isEqualTo(List.of("E(ERROR 55000)", "Z", "E(ERROR 55000)", "Z", "E(ERROR 55000)", "Z"));
    }

    @Test
    void tellsThatTheClusterIsDown() throws IOException {
        assertThat(served(query("start_backup"))).isEqualTo(List.of("E(ERROR 08006)", "Z"));
        assertThat(backups.count()).isZero();
    }

    @Test
    void toleratesTransactionsThatDriversOpen() throws IOException {
        assertThat(served(query("BEGIN"), query("SET extra_float_digits = 3"), query("COMMIT")))
                .isEqualTo(List.of("C", "Z", "C", "Z", "C", "Z"));
    }

    @Test
    void negotiatesTheProtocolVersion() throws IOException {
        ByteTransport transport = transport(startup(V3 | 2, "user", "backup", "database", "main", "replication", "1"));
        Handshake.Admitted frontend = handshake(transport).run();
        assertThat(frontend).isNotNull();
        frontend.writer().flush();
        assertThat(Messages.described(transport.output())).isEqualTo(List.of("v"));
    }

    @Test
    void refusesAtStartup() throws IOException {
        assertThat(refused("database", "main", "replication", "true")).isEqualTo(List.of("E(FATAL 28000)"));
        assertThat(refused("user", "backup", "database", "main")).isEqualTo(List.of("E(FATAL 0A000)"));
        assertThat(refused("user", "backup", "database", "main", "replication", "no"))
                .isEqualTo(List.of("E(FATAL 0A000)"));
        assertThat(refused("user", "backup", "database", "main", "replication", "maybe"))
                .isEqualTo(List.of("E(FATAL 22023)"));
        assertThat(refused("user", "backup", "database", "other", "replication", "on"))
                .isEqualTo(List.of("E(FATAL 3D000)"));
        assertThat(refused("user", "nobody", "database", "main", "replication", "on"))
                .isEqualTo(List.of("E(FATAL 28000)"));
    }

    @Test
    void answersEncryptionRequestsOnceEach() throws IOException {
        byte[] tls = ByteBuffer.allocate(8).putInt(8).putInt(80877103).array();
        byte[] gss = ByteBuffer.allocate(8).putInt(8).putInt(80877104).array();
        ByteTransport transport = transport(concat(gss, tls, tls));
        assertThat(handshake(transport).run()).isNull();
        byte[] output = transport.output();
        assertThat(output[0]).isEqualTo((byte) 'N');
        assertThat(output[1]).isEqualTo((byte) 'N');
        assertThat(Messages.described(java.util.Arrays.copyOfRange(output, 2, output.length)))
                .isEqualTo(List.of("E(FATAL 08P01)"));
    }

    private List<String> refused(String... parameters) throws IOException {
        ByteTransport transport = transport(startup(V3, parameters));
        assertThat(handshake(transport).run()).isNull();
        return Messages.described(transport.output());
    }

    /** What follows the greeting. */
    private List<String> served(byte[]... messages) throws IOException {
        ByteTransport transport = transport(
                concat(startup(V3, "user", "backup", "database", "main", "replication", "true"), concat(messages)));
        Handshake.Admitted frontend = handshake(transport).run();
        assertThat(frontend).isNotNull();
        Session session = new Session(1, frontend, Runnable::run, new CommandExecutor(frontend, backups));
        session.greet(1);
        session.run();
        assertThat(transport.isClosed()).isTrue();
        List<String> all = Messages.described(transport.output());
        return all.subList(all.indexOf("Z") + 1, all.size());
    }

    private static ByteTransport transport(byte[] input) {
        return new ByteTransport(input, 7, ME);
    }

    private static Handshake handshake(ByteTransport transport) {
        return new Handshake(transport, new TestDirectory(), new Authenticator(new byte[32], ME), (pid, secret) -> {});
    }
}
