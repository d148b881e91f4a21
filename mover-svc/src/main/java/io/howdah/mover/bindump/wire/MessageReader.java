package io.howdah.mover.bindump.wire;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads messages (PostgreSQL documentation, "Message Formats"). Memory grows with what has arrived, never with a length
 * that was only claimed.
 */
public final class MessageReader {

    /** The longest startup packet or authentication message, MAX_STARTUP_PACKET_LENGTH of PostgreSQL. */
    public static final int LONGEST_BEFORE_AUTHENTICATION = 10_000;

    /** The longest message afterwards; commands are short, but a list of files may not be. */
    public static final int LONGEST = 1 << 20;

    private static final int TLS_CODE = 80_877_103;
    private static final int GSS_CODE = 80_877_104;
    private static final int CANCEL_CODE = 80_877_102;
    private static final int INITIAL_BUFFER = 512;
    private static final int KEPT_BUFFER = 16 * 1024;

    private final Transport transport;
    private byte[] buffer = new byte[INITIAL_BUFFER];
    private int start;
    private int end;

    public MessageReader(Transport transport) {
        this.transport = transport;
    }

    /** Whether the frontend sent more than has been read so far. */
    public boolean hasBuffered() {
        return end > start;
    }

    /** The next startup packet; null when the frontend left without a word. */
    public @Nullable StartupRequest readStartup() throws IOException, PgError {
        if (!hasBuffered() && !fill()) {
            return null;
        }
        require(Integer.BYTES);
        int length = ByteBuffer.wrap(buffer, start, Integer.BYTES).getInt();
        if (length < 8 || length > LONGEST_BEFORE_AUTHENTICATION) {
            throw PgError.of(SqlState.PROTOCOL_VIOLATION, "invalid length of startup packet");
        }
        require(length);
        ByteBuffer packet = ByteBuffer.wrap(buffer, start + Integer.BYTES, length - Integer.BYTES);
        start += length;
        int code = packet.getInt();
        return switch (code) {
            case TLS_CODE -> exactly(packet, 0, new StartupRequest.Tls());
            case GSS_CODE -> exactly(packet, 0, new StartupRequest.GssEncryption());
            case CANCEL_CODE -> {
                if (packet.remaining() != 8) {
                    throw PgError.of(SqlState.PROTOCOL_VIOLATION, "invalid length of cancel request");
                }
                yield new StartupRequest.Cancel(packet.getInt(), packet.getInt());
            }
            default -> startup(code, packet);
        };
    }

    /**
     * The next message; null when the frontend left between two messages.
     *
     * @param longest the most bytes that its body may have
     */
    public @Nullable FrontendMessage read(int longest) throws IOException, PgError {
        if (!hasBuffered() && !fill()) {
            return null;
        }
        byte type = buffer[start];
        if (!isKnown(type)) {
            throw PgError.of(SqlState.PROTOCOL_VIOLATION, "invalid frontend message type " + Byte.toUnsignedInt(type));
        }
        require(1 + Integer.BYTES);
        int length = ByteBuffer.wrap(buffer, start + 1, Integer.BYTES).getInt();
        if (length < Integer.BYTES || length - Integer.BYTES > longest) {
            throw PgError.of(SqlState.PROTOCOL_VIOLATION, "invalid message length " + length)
                    .detail("Here a message has at most " + longest + " bytes.");
        }
        require(1 + length);
        byte[] body = Arrays.copyOfRange(buffer, start + 1 + Integer.BYTES, start + 1 + length);
        start += 1 + length;
        if (start == end && buffer.length > KEPT_BUFFER) {
            buffer = new byte[INITIAL_BUFFER];
            start = 0;
            end = 0;
        }
        return new FrontendMessage(type, body);
    }

    private static boolean isKnown(byte type) {
        return switch (type) {
            case 'Q', 'X', 'p', 'S', 'H', 'd', 'c', 'f', 'P', 'B', 'E', 'D', 'C', 'F' -> true;
            default -> false;
        };
    }

    private static StartupRequest exactly(ByteBuffer packet, int remaining, StartupRequest request) throws PgError {
        if (packet.remaining() != remaining) {
            throw PgError.of(SqlState.PROTOCOL_VIOLATION, "invalid length of startup packet");
        }
        return request;
    }

    private static StartupRequest startup(int version, ByteBuffer packet) throws PgError {
        int major = version >>> 16;
        int minor = version & 0xFFFF;
        if (major != 3) {
            throw PgError.of(
                    SqlState.FEATURE_NOT_SUPPORTED,
                    "unsupported frontend protocol " + major + "." + minor + ": server supports 3.0");
        }
        Map<String, String> parameters = new LinkedHashMap<>();
        List<String> unknownOptions = new ArrayList<>();
        while (packet.hasRemaining()) {
            String name = string(packet);
            if (name.isEmpty()) {
                break;
            }
            String value = string(packet);
            if (name.startsWith("_pq_.")) {
                unknownOptions.add(name);
            } else {
                parameters.put(name, value);
            }
        }
        if (packet.hasRemaining() || packet.get(packet.limit() - 1) != 0) {
            throw badLayout();
        }
        return new StartupRequest.Startup(minor, Map.copyOf(parameters), List.copyOf(unknownOptions));
    }

    private static String string(ByteBuffer packet) throws PgError {
        int from = packet.position();
        while (packet.hasRemaining()) {
            if (packet.get() == 0) {
                return new String(
                        packet.array(),
                        packet.arrayOffset() + from,
                        packet.position() - 1 - from,
                        StandardCharsets.UTF_8);
            }
        }
        throw badLayout();
    }

    private static PgError badLayout() {
        return PgError.of(
                SqlState.PROTOCOL_VIOLATION, "invalid startup packet layout: expected terminator as last byte");
    }

    private void require(int bytes) throws IOException {
        while (end - start < bytes) {
            if (!fill()) {
                throw new EOFException("the frontend left in the middle of a message");
            }
        }
    }

    /** Reads what there is; the buffer doubles only when what it holds has really arrived. */
    private boolean fill() throws IOException {
        if (start > 0) {
            System.arraycopy(buffer, start, buffer, 0, end - start);
            end -= start;
            start = 0;
        }
        if (end == buffer.length) {
            buffer = Arrays.copyOf(buffer, buffer.length * 2);
        }
        int read = transport.read(ByteBuffer.wrap(buffer, end, buffer.length - end));
        if (read < 0) {
            return false;
        }
        end += read;
        return true;
    }
}
