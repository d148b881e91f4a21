package io.howdah.mover.copy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Writes what is not zero: the rest of a file that was set to its length is a hole, and stays one. */
final class SparseWriter {

    private static final int PAGE = 8192;
    private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(PAGE).asReadOnlyBuffer();

    private SparseWriter() {}

    /** Writes the remaining bytes, but for whole pages of zeros. */
    static void write(FileChannel file, ByteBuffer content, long offset) throws IOException {
        int length = content.remaining();
        int begun = -1;
        for (int at = 0; at < length; at += PAGE) {
            int size = Math.min(PAGE, length - at);
            boolean zero = content.slice(at, size).mismatch(ZEROS.slice(0, size)) < 0;
            if (!zero && begun < 0) {
                begun = at;
            } else if (zero && begun >= 0) {
                writeAll(file, content.slice(begun, at - begun), offset + begun);
                begun = -1;
            }
        }
        if (begun >= 0) {
            writeAll(file, content.slice(begun, length - begun), offset + begun);
        }
    }

    static void writeAll(FileChannel file, ByteBuffer content, long offset) throws IOException {
        long at = offset;
        while (content.hasRemaining()) {
            at += file.write(content, at);
        }
    }
}
