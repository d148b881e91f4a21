package io.howdah.mover.bindump.wire;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Builds what frontends send, and takes apart what they get. */
public final class Messages {

    private Messages() {}

    public static byte[] startup(int version, String... namesAndValues) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (String string : namesAndValues) {
            body.writeBytes(string.getBytes(StandardCharsets.UTF_8));
            body.write(0);
        }
        body.write(0);
        return ByteBuffer.allocate(8 + body.size())
                .putInt(8 + body.size())
                .putInt(version)
                .put(body.toByteArray())
                .array();
    }

    public static byte[] message(char type, byte[] body) {
        return ByteBuffer.allocate(5 + body.length)
                .put((byte) type)
                .putInt(4 + body.length)
                .put(body)
                .array();
    }

    public static byte[] query(String text) {
        return message('Q', (text + "\0").getBytes(StandardCharsets.UTF_8));
    }

    public static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    /** Each message as its type and, for errors, severity and SQLSTATE, such as {@code E(ERROR 42601)}. */
    public static List<String> described(byte[] output) {
        List<String> messages = new ArrayList<>();
        ByteBuffer buffer = ByteBuffer.wrap(output);
        while (buffer.hasRemaining()) {
            char type = (char) buffer.get();
            byte[] body = new byte[buffer.getInt() - 4];
            buffer.get(body);
            messages.add(type == 'E' ? "E(" + field(body, 'S') + " " + field(body, 'C') + ")" : String.valueOf(type));
        }
        return messages;
    }

    private static String field(byte[] body, char code) {
        for (String field : new String(body, StandardCharsets.UTF_8).split("\0")) {
            if (!field.isEmpty() && field.charAt(0) == code) {
                return field.substring(1);
            }
        }
        return "";
    }
}
