package io.howdah.repository.wal;

import io.howdah.repository.backup.ClusterInfo;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;

/** WAL as far as the archive looks at it: the first page's header is right, the rest is noise. */
final class SampleSegment {

    static final int SIZE = 1 << 20;
    static final ClusterInfo CLUSTER = new ClusterInfo("main", "7300000000000000001", 15, 8192, SIZE);

    private SampleSegment() {}

    static byte[] of(WalSegment segment) {
        return written(segment, segment.timeline(), CLUSTER.systemIdentifier(), SIZE);
    }

    /** @param end bytes that are written; zeros follow */
    static byte[] written(WalSegment segment, int timeline, String systemIdentifier, int end) {
        byte[] noise = new byte[end];
        new Random(segment.hashCode()).nextBytes(noise);
        ByteBuffer bytes = ByteBuffer.allocate(SIZE).order(ByteOrder.nativeOrder());
        bytes.put(0, noise);
        bytes.putShort(0, (short) 0xD110);
        bytes.putShort(2, (short) 0x0002);
        bytes.putInt(4, timeline);
        bytes.putLong(8, segment.startLsn(SIZE));
        bytes.putLong(24, Long.parseUnsignedLong(systemIdentifier));
        bytes.putInt(32, SIZE);
        return bytes.array();
    }

    static InputStream stream(byte[] content) {
        return new ByteArrayInputStream(content);
    }
}
