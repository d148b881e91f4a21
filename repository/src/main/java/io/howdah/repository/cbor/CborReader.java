package io.howdah.repository.cbor;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Reads CBOR items from a buffer that holds them whole. Lengths are checked against what is there before anything is
 * allocated; anything unexpected is a {@link CborException}. Not thread-safe.
 */
public final class CborReader {

    private static final int DEEPEST = 16;

    private final ByteBuffer in;

    /** @param in read from its position to its limit; its position moves along */
    public CborReader(ByteBuffer in) {
        this.in = in;
    }

    public boolean atEnd() {
        return !in.hasRemaining();
    }

    /** 0 to 2^63-1. */
    public long unsigned() {
        return head(0, "unsigned integer");
    }

    public int unsignedInt() {
        long value = unsigned();
        if (value > Integer.MAX_VALUE) {
            throw new CborException("integer out of range: " + value);
        }
        return (int) value;
    }

    /** An unsigned integer of 32 bits, such as a CRC. */
    public int unsigned32() {
        long value = unsigned();
        if (value > 0xFFFF_FFFFL) {
            throw new CborException("more than 32 bits: " + value);
        }
        return (int) value;
    }

    public long integer() {
        return peekMajor() == 1 ? ~head(1, "integer") : head(0, "integer");
    }

    public boolean bool() {
        int initial = next();
        if (initial != 0xF4 && initial != 0xF5) {
            throw new CborException("expected a boolean");
        }
        return initial == 0xF5;
    }

    public String text() {
        ByteBuffer utf8 = slice(head(3, "text"));
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(utf8).toString();
        } catch (CharacterCodingException e) {
            throw new CborException("text is not UTF-8");
        }
    }

    /** A view of a byte string, no copy. */
    public ByteBuffer bytes() {
        return slice(head(2, "byte string"));
    }

    /** The length of a byte string whose bytes are left alone. */
    public long bytesHead() {
        return head(2, "byte string");
    }

    /** Bytes read so far. */
    public int position() {
        return in.position();
    }

    /** The number of items that follow; never more than there are bytes left. */
    public int array() {
        return count(head(4, "array"));
    }

    /** The number of pairs that follow. */
    public int map() {
        return count(head(5, "map"));
    }

    /** Passes over one item of any kind, as for keys of a newer version. */
    public void skip() {
        skip(0);
    }

    private void skip(int depth) {
        if (depth > DEEPEST) {
            throw new CborException("nested too deeply");
        }
        int major = peekMajor();
        if (major == 7) {
            int info = next() & 0x1F;
            slice(info < 24 ? 0 : info <= 27 ? 1L << (info - 24) : fail("break or reserved value"));
            return;
        }
        long value = head(major, "item");
        switch (major) {
            case 2, 3 -> slice(value);
            case 4 -> skipAll(count(value), depth);
            case 5 -> skipAll(2L * count(value), depth);
            case 6 -> skip(depth + 1);
            default -> {
                // an integer is all head
            }
        }
    }

    private void skipAll(long items, int depth) {
        for (long i = 0; i < items; i++) {
            skip(depth + 1);
        }
    }

    private int peekMajor() {
        if (!in.hasRemaining()) {
            throw new CborException("ends within an item");
        }
        return (in.get(in.position()) & 0xFF) >>> 5;
    }

    private int next() {
        if (!in.hasRemaining()) {
            throw new CborException("ends within an item");
        }
        return in.get() & 0xFF;
    }

    private long head(int major, String expected) {
        int initial = next();
        if (initial >>> 5 != major) {
            throw new CborException("expected " + expected + ", found major type " + (initial >>> 5));
        }
        int info = initial & 0x1F;
        if (info < 24) {
            return info;
        }
        if (info > 27) {
            fail("indefinite or reserved length");
        }
        long value = 0;
        for (int i = 1 << (info - 24); i > 0; i--) {
            value = value << 8 | next();
        }
        return value < 0 ? fail("integer of more than 63 bits") : value;
    }

    private int count(long items) {
        if (items > in.remaining()) {
            throw new CborException("ends within a list of " + items + " items");
        }
        return (int) items;
    }

    private ByteBuffer slice(long length) {
        if (length > in.remaining()) {
            throw new CborException("ends within a string of " + length + " bytes");
        }
        ByteBuffer slice = in.slice(in.position(), (int) length);
        in.position(in.position() + (int) length);
        return slice;
    }

    private static long fail(String what) {
        throw new CborException(what);
    }
}
