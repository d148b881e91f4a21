package io.howdah.mover.bindump.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.management.ThreadMXBean;
import java.io.EOFException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageReaderTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 1000})
    void readsAStartupPacketHoweverItArrives(int piece) throws Exception {
        byte[] packet = Messages.startup(3 << 16, "user", "me", "replication", "true", "_pq_.future", "1");
        assertThat(reader(packet, piece).readStartup())
                .isEqualTo(new StartupRequest.Startup(
                        0, Map.of("user", "me", "replication", "true"), List.of("_pq_.future")));
    }

    @Test
    void readsTheRequestsBeforeStartup() throws Exception {
        assertThat(reader(ints(8, 80877103), 5).readStartup()).isEqualTo(new StartupRequest.Tls());
        assertThat(reader(ints(8, 80877104), 5).readStartup()).isEqualTo(new StartupRequest.GssEncryption());
        assertThat(reader(ints(16, 80877102, 7, -1), 5).readStartup()).isEqualTo(new StartupRequest.Cancel(7, -1));
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 7, 10_001, Integer.MAX_VALUE})
    void refusesStartupLengths(int length) {
        PgError error = catchThrowableOfType(
                PgError.class, () -> reader(ints(length, 3 << 16, 0), 100).readStartup());
        assertThat(error.sqlState()).isEqualTo("08P01");
    }

    @Test
    void refusesOtherProtocols() {
        assertThat(catchThrowableOfType(
                                PgError.class,
                                () -> reader(ints(12, 2 << 16, 0), 100).readStartup())
                        .sqlState())
                .isEqualTo("0A000");
    }

    @Test
    void refusesAStartupPacketWithoutItsEnd() {
        byte[] packet = Messages.startup(3 << 16, "user", "me");
        packet[packet.length - 1] = 'x';
        assertThat(catchThrowableOfType(PgError.class, () -> reader(packet, 100).readStartup())
                        .sqlState())
                .isEqualTo("08P01");
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 3, 1005, Integer.MAX_VALUE})
    void refusesMessageLengths(int length) {
        byte[] message = Messages.concat(new byte[] {'Q'}, ints(length, 0, 0, 0));
        assertThat(catchThrowableOfType(
                                PgError.class, () -> reader(message, 100).read(1000))
                        .sqlState())
                .isEqualTo("08P01");
    }

    @Test
    void tellsAnEndBetweenMessagesFromOneWithin() throws Exception {
        byte[] query = Messages.query("just-noop");
        MessageReader whole = reader(query, 4);
        assertThat(whole.read(1000).text()).isEqualTo("just-noop");
        assertThat(whole.read(1000)).isNull();
        assertThatThrownBy(() -> reader(java.util.Arrays.copyOf(query, 8), 4).read(1000))
                .isInstanceOf(EOFException.class);
    }

    @Test
    void allocatesForWhatArrivesNotForWhatIsClaimed() {
        byte[] claim = Messages.concat(new byte[] {'Q'}, ints(MessageReader.LONGEST));
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        assertThatThrownBy(() -> reader(claim, 100).read(MessageReader.LONGEST)).isInstanceOf(EOFException.class);
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(100_000);
    }

    private static MessageReader reader(byte[] input, int piece) {
        return new MessageReader(new ByteTransport(input, piece, null));
    }

    private static byte[] ints(int... values) {
        ByteBuffer buffer = ByteBuffer.allocate(values.length * Integer.BYTES);
        for (int value : values) {
            buffer.putInt(value);
        }
        return buffer.array();
    }
}
