package io.howdah.mover.copy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/** Writes what differs from what is there: the rest of a file stays as it is, a hole or an older page that is equal. */
final class PageWriter {

    private static final int PAGE = 8192;
    private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(PAGE).asReadOnlyBuffer();

    private PageWriter() {}

    /**
     * Writes the remaining bytes, but for whole pages that are there already.
     *
     * @param present what the file has there, from the buffer's beginning; null for zeros
     * @return the number of bytes written
     */
    static long write(FileChannel file, ByteBuffer content, @Nullable ByteBuffer present, long offset)
            throws IOException {
        int length = content.remaining();
        long written = 0;
        int begun = -1;
        for (int at = 0; at < length; at += PAGE) {
            int size = Math.min(PAGE, length - at);
            ByteBuffer old = present == null ? ZEROS.slice(0, size) : present.slice(at, size);
            boolean same = content.slice(at, size).mismatch(old) < 0;
            if (!same && begun < 0) {
                begun = at;
            } else if (same && begun >= 0) {
                written += writeAll(file, content.slice(begun, at - begun), offset + begun);
                begun = -1;
            }
        }
        if (begun >= 0) {
            written += writeAll(file, content.slice(begun, length - begun), offset + begun);
        }
        return written;
    }

    /** Returns the number of bytes written, which is that of those that remained. */
    static long writeAll(FileChannel file, ByteBuffer content, long offset) throws IOException {
        long at = offset;
        while (content.hasRemaining()) {
            at += file.write(content, at);
        }
        return at - offset;
    }

    /** Reads so many bytes of a file that is as long as that. */
    static void readAll(FileChannel file, ByteBuffer into, int length, long offset) throws IOException {
        into.clear().limit(length);
        while (into.hasRemaining()) {
            if (file.read(into, offset + into.position()) < 0) {
                throw new IOException("the file was cut off at " + (offset + into.position()) + " by somebody else");
            }
        }
        into.flip();
    }
}
