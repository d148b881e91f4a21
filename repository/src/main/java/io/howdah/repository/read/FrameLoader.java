package io.howdah.repository.read;

import java.nio.ByteBuffer;

/** Decompresses one frame to the beginning of a direct buffer. */
@FunctionalInterface
interface FrameLoader {

    void load(ByteBuffer target);
}
