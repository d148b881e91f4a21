package io.howdah.repository.cbor;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes CBOR items in their shortest encoding into a growing array. Not thread-safe. */
public final class CborWriter {

    private byte[] bytes = new byte[256];
    private int size;

    public CborWriter unsigned(long value) {
        if (value < 0) {
            throw new IllegalArgumentException("not an unsigned integer: " + value);
        }
        return head(0, value);
    }

    public CborWriter integer(long value) {
        return value >= 0 ? head(0, value) : head(1, ~value);
    }

    public CborWriter bytes(byte[] value) {
        return head(2, value.length).raw(value, 0, value.length);
    }

    /** Only the head of a byte string; its bytes follow elsewhere. */
    public CborWriter bytesHead(long length) {
        return head(2, length);
    }

    /** The content of another writer as one byte string. */
    public CborWriter bytes(CborWriter embedded) {
        return head(2, embedded.size).raw(embedded.bytes, 0, embedded.size);
    }

    public CborWriter text(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        return head(3, utf8.length).raw(utf8, 0, utf8.length);
    }

    public CborWriter array(long items) {
        return head(4, items);
    }

    public CborWriter map(long pairs) {
        return head(5, pairs);
    }

    public CborWriter bool(boolean value) {
        return one(0xF4 + (value ? 1 : 0));
    }

    public int size() {
        return size;
    }

    public void clear() {
        size = 0;
    }

    /** What was written so far; valid until the next write or {@link #clear()}. */
    public ByteBuffer view() {
        return ByteBuffer.wrap(bytes, 0, size);
    }

    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }

    private CborWriter head(int major, long value) {
        int type = major << 5;
        if (value < 24) {
            return one(type | (int) value);
        }
        int width = value <= 0xFF ? 1 : value <= 0xFFFF ? 2 : value <= 0xFFFF_FFFFL ? 4 : 8;
        one(type | (24 + Integer.numberOfTrailingZeros(width)));
        for (int shift = (width - 1) * 8; shift >= 0; shift -= 8) {
            one((int) (value >>> shift));
        }
        return this;
    }

    private CborWriter one(int value) {
        reserve(1);
        bytes[size++] = (byte) value;
        return this;
    }

    private CborWriter raw(byte[] source, int from, int length) {
        reserve(length);
        System.arraycopy(source, from, bytes, size, length);
        size += length;
        return this;
    }

    private void reserve(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, Math.addExact(size, more)));
        }
    }
}
