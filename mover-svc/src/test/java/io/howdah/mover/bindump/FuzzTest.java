package io.howdah.mover.bindump;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.howdah.mover.bindump.auth.Authenticator;
import io.howdah.mover.bindump.backup.Backups;
import io.howdah.mover.bindump.wire.ByteTransport;
import io.howdah.mover.bindump.wire.Messages;
import io.howdah.mover.cluster.ClusterConnections;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Throws malformed input at the listener: whatever comes, it neither stops nor takes memory for what was only claimed.
 * A run is repeated with {@code -Dhowdah.fuzz.seed}.
 */
class FuzzTest {

    private static final Logger LOG = LoggerFactory.getLogger(FuzzTest.class);
    private static final int IN_PROCESS = 120_000;
    private static final int OVER_SOCKETS = 4_000;
    private static final int V3 = 3 << 16;
    private static final String ME = "somebody";
    /** Buffers, threads and log records of one short session; a claimed length would be far above. */
    private static final long MOST_ALLOCATED = 2 << 20;

    private static final byte[] LOGIN =
            Messages.startup(V3, "user", "backup", "database", "main", "replication", "database");
    private static final String[] WORDS = {
        "just-noop",
        "copy_files",
        "stop_backup",
        "show",
        "set",
        "begin",
        "identify",
        "LABEL",
        "INCR_MODE",
        "delta",
        "START_LSN",
        "0/1",
        "TRANSFER_MODE",
        "raw",
        "packed",
        "TRANSFER_BUFFER_SIZE",
        "8192",
        "-1",
        "99999999999",
        "WORKER_INFO",
        "1:1",
        "9999:9999",
        ":",
        "VERIFY_CHECKSUMS",
        "TRUE",
        "EXTERNALS",
        "/etc/passwd",
        ",",
        "'",
        "''",
        "'a''b'",
        ";",
        "🐘",
        "\u0000",
        "\n",
        "application_name",
        "=",
        "COMPRESS_ALG",
        "zstd",
        "STREAM"
    };

    private final long seed = Long.getLong("howdah.fuzz.seed", System.nanoTime());
    private final Random random = new Random(seed);

    @Test
    void survivesInProcess() {
        LOG.info("fuzzing in process with seed {}", seed);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long most = 0;
        try (Backups backups = new Backups(new ClusterConnections())) {
            for (int i = 0; i < IN_PROCESS; i++) {
                byte[] input = input();
                long before = threads.getCurrentThreadAllocatedBytes();
                try {
                    serve(
                            new ByteTransport(input, 1 + random.nextInt(64), random.nextInt(4) == 0 ? null : ME),
                            backups);
                } catch (IOException e) {
                    // the input ended within a message
                } catch (RuntimeException | Error e) {
                    throw new AssertionError("input " + i + " of seed " + seed, e);
                }
                long allocated = threads.getCurrentThreadAllocatedBytes() - before;
                most = Math.max(most, allocated);
                assertThat(allocated)
                        .as("bytes allocated for input %s of seed %s", i, seed)
                        .isLessThan(MOST_ALLOCATED);
            }
        }
        LOG.info("the costliest input took {} bytes", most);
    }

    private static void serve(ByteTransport transport, Backups backups) throws IOException {
        Handshake.Admitted frontend = new Handshake(
                        transport, new TestDirectory(), new Authenticator(new byte[32], ME), (pid, secret) -> {})
                .run();
        if (frontend != null) {
            Session session = new Session(1, frontend, Runnable::run, new CommandExecutor(frontend, backups));
            session.greet(1);
            session.run();
        }
    }

    @Test
    void survivesOverSockets() throws Exception {
        LOG.info("fuzzing over sockets with seed {}", seed);
        BindumpProperties properties = TestListener.properties(null, Duration.ofSeconds(2), 20, 50);
        try (Backups backups = new Backups(new ClusterConnections());
                BindumpServer server = new BindumpServer(
                        properties, new TestDirectory(), new Authenticator(new byte[32], ME), backups, null)) {
            BindumpListener listener = new BindumpListener(properties, server);
            listener.start();
            try {
                List<Socket> left = new ArrayList<>();
                for (int i = 0; i < OVER_SOCKETS; i++) {
                    Socket socket = new Socket();
                    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), listener.port()));
                    try {
                        socket.getOutputStream().write(input());
                    } catch (IOException e) {
                        // it was shown the door before it had said everything
                    }
                    if (random.nextInt(20) == 0) {
                        left.add(socket);
                    } else {
                        socket.close();
                    }
                }
                assertThat(server.waitingCount()).isLessThanOrEqualTo(50);
                assertServes(listener);
                Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> server.waitingCount() == 0);
                for (Socket socket : left) {
                    socket.close();
                }
                Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> server.sessionCount() == 0);
            } finally {
                listener.stop();
            }
        }
    }

    /** A new frontend is asked for its password. */
    private static void assertServes(BindumpListener listener) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), listener.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(LOGIN);
            assertThat(socket.getInputStream().read()).isEqualTo('R');
        }
    }

    private byte[] input() {
        return switch (random.nextInt(7)) {
            case 0 -> randomBytes(random.nextInt(300));
            case 1 -> mutated(LOGIN);
            case 2 -> claim(new byte[0], length());
            case 3 -> Messages.concat(LOGIN, randomBytes(random.nextInt(300)));
            case 4 ->
                Messages.concat(
                        LOGIN, claim(new byte[] {(byte) "QXpSHdcfPBEDCF".charAt(random.nextInt(14))}, length()));
            case 5 -> Messages.concat(LOGIN, mutated(scramFirst()), randomMessages());
            default -> Messages.concat(LOGIN, randomMessages());
        };
    }

    private int length() {
        return switch (random.nextInt(4)) {
            case 0 -> random.nextInt();
            case 1 -> Integer.MAX_VALUE - random.nextInt(16);
            case 2 -> -random.nextInt(16);
            default -> random.nextInt(1 << 20);
        };
    }

    private byte[] claim(byte[] type, int length) {
        return Messages.concat(
                type, ByteBuffer.allocate(Integer.BYTES).putInt(length).array(), randomBytes(random.nextInt(200)));
    }

    private byte[] randomMessages() {
        byte[] all = new byte[0];
        for (int i = random.nextInt(5); i >= 0; i--) {
            byte[] message = random.nextBoolean()
                    ? Messages.query(command())
                    : Messages.message("QXpSHdcfPBEDCF".charAt(random.nextInt(14)), randomBytes(random.nextInt(100)));
            all = Messages.concat(all, random.nextInt(10) == 0 ? mutated(message) : message);
        }
        return all;
    }

    private String command() {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(8); i >= 0; i--) {
            text.append(WORDS[random.nextInt(WORDS.length)]).append(random.nextInt(8) == 0 ? "" : " ");
        }
        return text.toString();
    }

    private byte[] scramFirst() {
        byte[] data = "n,,n=,r=abcdefghijklmnop".getBytes();
        return Messages.message(
                'p',
                Messages.concat(
                        "SCRAM-SHA-256\0".getBytes(),
                        ByteBuffer.allocate(4).putInt(data.length).array(),
                        data));
    }

    private byte[] mutated(byte[] original) {
        byte[] copy = original.clone();
        for (int i = random.nextInt(4); i > 0; i--) {
            copy[random.nextInt(copy.length)] = (byte) random.nextInt();
        }
        return random.nextInt(4) == 0 ? java.util.Arrays.copyOf(copy, random.nextInt(copy.length + 1)) : copy;
    }

    private byte[] randomBytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
