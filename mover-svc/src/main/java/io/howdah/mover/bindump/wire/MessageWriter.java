package io.howdah.mover.bindump.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes messages; they wait in a buffer until {@link #flush()} or until content is copied out. */
public final class MessageWriter {

    private static final int OID_TEXT = 25;
    private static final int FLUSH_AT = 32 * 1024;

    private final Transport transport;
    private byte[] buffer = new byte[512];
    private int size;
    private int bodyStart;

    public MessageWriter(Transport transport) {
        this.transport = transport;
    }

    /** The one byte that answers SSLRequest and GSSENCRequest. */
    public void answer(char yesOrNo) throws IOException {
        put((byte) yesOrNo);
        flush();
    }

    public void negotiateProtocolVersion(List<String> unknownOptions) {
        begin('v');
        int32(0); // the newest minor version that we have
        int32(unknownOptions.size());
        unknownOptions.forEach(this::string);
        end();
    }

    public void authenticationOk() {
        begin('R');
        int32(0);
        end();
    }

    public void authenticationSasl(List<String> mechanisms) {
        begin('R');
        int32(10);
        mechanisms.forEach(this::string);
        put((byte) 0);
        end();
    }

    public void authenticationSaslContinue(String data) {
        saslData(11, data);
    }

    public void authenticationSaslFinal(String data) {
        saslData(12, data);
    }

    private void saslData(int code, String data) {
        begin('R');
        int32(code);
        bytes(data.getBytes(StandardCharsets.UTF_8));
        end();
    }

    public void parameterStatus(String name, String value) {
        begin('S');
        string(name);
        string(value);
        end();
    }

    public void backendKeyData(int pid, int secret) {
        begin('K');
        int32(pid);
        int32(secret);
        end();
    }

    /** @param status {@code I} idle, {@code T} in a transaction block, {@code E} in a failed one */
    public void readyForQuery(char status) {
        begin('Z');
        put((byte) status);
        end();
    }

    /** All columns are text. */
    public void rowDescription(List<String> columns) {
        begin('T');
        int16(columns.size());
        for (String column : columns) {
            string(column);
            int32(0); // of no table
            int16(0);
            int32(OID_TEXT);
            int16(-1); // of variable length
            int32(-1);
            int16(0); // in text format
        }
        end();
    }

    public void dataRow(List<@Nullable String> values) {
        begin('D');
        int16(values.size());
        for (String value : values) {
            if (value == null) {
                int32(-1);
            } else {
                byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
                int32(bytes.length);
                bytes(bytes);
            }
        }
        end();
    }

    public void commandComplete(String tag) {
        begin('C');
        string(tag);
        end();
    }

    public void emptyQueryResponse() {
        begin('I');
        end();
    }

    /** Announces binary content without columns. */
    public void copyOutResponse() {
        begin('H');
        put((byte) 1);
        int16(0);
        end();
    }

    /** Sends what waits and then the content, as one CopyData message and without copying it. */
    public void copyData(ByteBuffer first, ByteBuffer second) throws IOException {
        put((byte) 'd');
        int32(Integer.BYTES + first.remaining() + second.remaining());
        ByteBuffer waiting = ByteBuffer.wrap(buffer, 0, size);
        size = 0;
        transport.write(waiting, first, second);
    }

    public void copyDone() {
        begin('c');
        end();
    }

    /** @param severity ERROR or FATAL */
    public void error(String severity, PgError error) {
        report('E', severity, error);
    }

    /** Tells of something that does not end the command. */
    public void warning(PgError warning) {
        report('N', "WARNING", warning);
    }

    private void report(char type, String severity, PgError error) {
        begin(type);
        field('S', severity);
        field('V', severity);
        field('C', error.sqlState());
        field('M', error.message());
        field('D', error.detail());
        field('H', error.hint());
        if (error.position() > 0) {
            field('P', Integer.toString(error.position()));
        }
        put((byte) 0);
        end();
    }

    public void flush() throws IOException {
        if (size > 0) {
            ByteBuffer waiting = ByteBuffer.wrap(buffer, 0, size);
            size = 0;
            transport.write(waiting);
        }
        if (buffer.length > FLUSH_AT) {
            buffer = new byte[512];
        }
    }

    private void field(char code, @Nullable String value) {
        if (value != null) {
            put((byte) code);
            string(value);
        }
    }

    private void begin(char type) {
        put((byte) type);
        bodyStart = size;
        int32(0);
    }

    private void end() {
        ByteBuffer.wrap(buffer).putInt(bodyStart, size - bodyStart);
    }

    private void put(byte value) {
        ensure(1);
        buffer[size++] = value;
    }

    private void int16(int value) {
        ensure(Short.BYTES);
        ByteBuffer.wrap(buffer).putShort(size, (short) value);
        size += Short.BYTES;
    }

    private void int32(int value) {
        ensure(Integer.BYTES);
        ByteBuffer.wrap(buffer).putInt(size, value);
        size += Integer.BYTES;
    }

    private void string(String value) {
        bytes(value.replace("\0", "").getBytes(StandardCharsets.UTF_8));
        put((byte) 0);
    }

    private void bytes(byte[] value) {
        ensure(value.length);
        System.arraycopy(value, 0, buffer, size, value.length);
        size += value.length;
    }

    private void ensure(int more) {
        if (buffer.length - size < more) {
            buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, size + more));
        }
    }
}
