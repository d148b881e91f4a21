package io.howdah.repository.stream;

import java.nio.ByteBuffer;

/** Takes what a {@link StreamParser} finds. */
public interface StreamHandler {

    /** An item whose header is complete; its payload follows by {@link #payload}. */
    void item(StreamItem item, ItemLocation location);

    /** The next bytes of the payload of the last {@link Pack}, in pieces of any size. */
    default void payload(ByteBuffer piece) {}
}
