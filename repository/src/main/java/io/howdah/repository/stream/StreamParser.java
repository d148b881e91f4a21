package io.howdah.repository.stream;

import io.howdah.repository.RepositoryException;
import io.howdah.repository.cbor.CborException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Finds the items in a stream that arrives in pieces of any size. An item is {@code [type, header, payload]} where
 * header and payload are byte strings, so that each length is known before its bytes are there. Holds one header at
 * most. Not thread-safe.
 */
public final class StreamParser {

    /** The longest header: 1 MiB. */
    public static final int LONGEST_HEADER = 1 << 20;

    private static final int ARRAY_OF_THREE = 0x83;
    private static final int UNSIGNED = 0;
    private static final int BYTE_STRING = 2;

    private enum State {
        START,
        TYPE,
        HEADER_LENGTH,
        HEADER,
        PAYLOAD_LENGTH,
        PAYLOAD
    }

    private final StreamHandler handler;
    private State state = State.START;
    private long offset;
    private long itemOffset;
    private int type;
    private int headBytesLeft = -1;
    private long head;
    private ByteBuffer header = ByteBuffer.allocate(4096);
    private int headerLeft;
    private int payloadLeft;
    private @Nullable ByteArrayOutputStream text;

    public StreamParser(StreamHandler handler) {
        this.handler = handler;
    }

    /**
     * Takes the next bytes, all of them.
     *
     * @throws RepositoryException STREAM_INVALID; the parser is of no use afterwards
     */
    public void feed(ByteBuffer chunk) {
        try {
            while (chunk.hasRemaining()) {
                step(chunk);
            }
        } catch (CborException | IllegalArgumentException e) {
            throw new RepositoryException(
                    RepositoryException.Code.STREAM_INVALID,
                    "byte " + offset + " of the stream is not part of a backup stream: " + e.getMessage(),
                    "both sides must speak stream format version " + StreamHeader.VERSION,
                    e);
        }
    }

    /** Bytes taken so far. */
    public long offset() {
        return offset;
    }

    /** Whether the bytes so far end where an item ends. */
    public boolean atBoundary() {
        return state == State.START;
    }

    private void step(ByteBuffer chunk) {
        switch (state) {
            case START -> {
                itemOffset = offset;
                if (next(chunk) != ARRAY_OF_THREE) {
                    throw new CborException("an item is an array of three");
                }
                state = State.TYPE;
            }
            case TYPE -> {
                if (head(chunk, UNSIGNED)) {
                    type = (int) Math.min(head, Integer.MAX_VALUE);
                    state = State.HEADER_LENGTH;
                }
            }
            case HEADER_LENGTH -> {
                if (head(chunk, BYTE_STRING)) {
                    startHeader();
                }
            }
            case HEADER -> copyHeader(chunk);
            case PAYLOAD_LENGTH -> {
                if (head(chunk, BYTE_STRING)) {
                    startPayload();
                }
            }
            case PAYLOAD -> takePayload(chunk);
        }
    }

    private int next(ByteBuffer chunk) {
        offset++;
        return chunk.get() & 0xFF;
    }

    /** Takes the next byte of a head; true once {@link #head} holds its whole value. */
    private boolean head(ByteBuffer chunk, int major) {
        int value = next(chunk);
        if (headBytesLeft < 0) {
            if (value >>> 5 != major) {
                throw new CborException("expected major type " + major + ", found " + (value >>> 5));
            }
            int info = value & 0x1F;
            if (info > 27) {
                throw new CborException("indefinite or reserved length");
            }
            head = info < 24 ? info : 0;
            headBytesLeft = info < 24 ? 0 : 1 << (info - 24);
        } else {
            head = head << 8 | value;
            headBytesLeft--;
        }
        if (headBytesLeft > 0) {
            return false;
        }
        headBytesLeft = -1;
        if (head < 0) {
            throw new CborException("integer of more than 63 bits");
        }
        return true;
    }

    private void startHeader() {
        if (head == 0 || head > LONGEST_HEADER) {
            throw new CborException("a header of " + head + " bytes");
        }
        header.clear();
        headerLeft = (int) head;
        state = State.HEADER;
    }

    /** The buffer grows with what really arrives, not with what was promised. */
    private void copyHeader(ByteBuffer chunk) {
        int length = Math.min(chunk.remaining(), headerLeft);
        if (header.capacity() - header.position() < length) {
            ByteBuffer larger = ByteBuffer.allocate(Math.max(header.capacity() * 2, header.position() + length));
            header = larger.put(header.flip());
        }
        header.limit(header.position() + length);
        header.put(chunk.slice(chunk.position(), length));
        chunk.position(chunk.position() + length);
        offset += length;
        headerLeft -= length;
        if (headerLeft == 0) {
            header.flip();
            state = State.PAYLOAD_LENGTH;
        }
    }

    private void startPayload() {
        if (head > Pack.LONGEST) {
            throw new CborException("a payload of " + head + " bytes");
        }
        payloadLeft = (int) head;
        StreamItem item = ItemHeaderReader.read(type, header, payloadLeft);
        if (item instanceof SourceControl) {
            text = new ByteArrayOutputStream();
        } else {
            handler.item(item, location());
        }
        state = State.PAYLOAD;
        finishPayload();
    }

    private void takePayload(ByteBuffer chunk) {
        int length = Math.min(chunk.remaining(), payloadLeft);
        ByteBuffer piece = chunk.slice(chunk.position(), length);
        if (text == null) {
            handler.payload(piece);
        } else {
            byte[] bytes = new byte[length];
            piece.get(bytes);
            text.write(bytes, 0, length);
        }
        chunk.position(chunk.position() + length);
        offset += length;
        payloadLeft -= length;
        finishPayload();
    }

    private void finishPayload() {
        if (payloadLeft > 0) {
            return;
        }
        state = State.START;
        if (text != null) {
            SourceControl control = new SourceControl(text.toString(StandardCharsets.UTF_8));
            text = null;
            handler.item(control, new ItemLocation(itemOffset, offset, 0));
        }
    }

    private ItemLocation location() {
        return new ItemLocation(itemOffset, offset, payloadLeft);
    }
}
