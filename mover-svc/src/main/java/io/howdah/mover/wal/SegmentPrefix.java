package io.howdah.mover.wal;

import java.io.IOException;
import java.io.InputStream;

/**
 * A segment as far as it was written when that was looked up, with zeros behind: what is written meanwhile could be
 * read in part, with a hole before it.
 */
final class SegmentPrefix extends InputStream {

    private final InputStream content;
    private final long written;
    private final long size;
    private long at;

    SegmentPrefix(InputStream content, long written, long size) {
        this.content = content;
        this.written = written;
        this.size = size;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (at >= size) {
            return -1;
        }
        int count = (int) Math.min(length, (at < written ? written : size) - at);
        if (at < written) {
            count = content.read(target, offset, count);
            if (count < 0) {
                throw new IOException("a segment became shorter while it was read");
            }
        } else {
            java.util.Arrays.fill(target, offset, offset + count, (byte) 0);
        }
        at += count;
        return count;
    }

    @Override
    public void close() throws IOException {
        content.close();
    }
}
