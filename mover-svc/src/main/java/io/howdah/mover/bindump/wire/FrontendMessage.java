package io.howdah.mover.bindump.wire;

import java.nio.charset.StandardCharsets;

/**
 * A message after startup.
 *
 * @param type as the protocol numbers them, such as {@code Q}
 * @param body without type and length
 */
@SuppressWarnings("ArrayRecordComponent")
public record FrontendMessage(byte type, byte[] body) {

    public static final byte QUERY = 'Q';
    public static final byte TERMINATE = 'X';
    public static final byte SASL = 'p';
    public static final byte SYNC = 'S';
    public static final byte FLUSH = 'H';
    public static final byte COPY_DATA = 'd';
    public static final byte COPY_DONE = 'c';
    public static final byte COPY_FAIL = 'f';

    /** Whether it belongs to the extended query protocol or is a function call, none of which a walsender takes. */
    public boolean isExtendedQuery() {
        return switch (type) {
            case 'P', 'B', 'E', 'D', 'C', 'F' -> true;
            default -> false;
        };
    }

    /** The body as the one string that a Query message has. */
    public String text() throws PgError {
        int length = body.length - 1;
        if (length < 0 || body[length] != 0) {
            throw PgError.of(SqlState.PROTOCOL_VIOLATION, "invalid message format: the string is not terminated");
        }
        for (int i = 0; i < length; i++) {
            if (body[i] == 0) {
                throw PgError.of(SqlState.PROTOCOL_VIOLATION, "invalid message format: a zero byte within the string");
            }
        }
        return new String(body, 0, length, StandardCharsets.UTF_8);
    }
}
