package io.howdah.repository.wal;

import io.howdah.repository.RepositoryException;
import io.howdah.repository.backup.ClusterInfo;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What the first page of a segment says about itself ({@code XLogLongPageHeaderData} in xlog_internal.h), in the byte
 * order of the machine that wrote it, as everything in a data directory.
 */
record SegmentHeader(int timeline, long startLsn, String systemIdentifier, int segmentSize) {

    static final int LENGTH = 40;
    private static final int FLAGS = 2;
    private static final int LONG_HEADER = 0x0002;
    private static final int TIMELINE = 4;
    private static final int PAGE_ADDRESS = 8;
    private static final int SYSTEM_IDENTIFIER = 24;
    private static final int SEGMENT_SIZE = 32;

    /** Makes sure that bytes begin that segment of that cluster. @throws RepositoryException WAL_MISMATCH */
    static void require(ByteBuffer start, WalSegment segment, ClusterInfo cluster) {
        String name = segment.name(cluster.walSegmentSize());
        ByteBuffer bytes = start.duplicate().order(ByteOrder.nativeOrder());
        if (bytes.remaining() < LENGTH || (bytes.getShort(bytes.position() + FLAGS) & LONG_HEADER) == 0) {
            throw mismatch(name, "does not begin as a WAL segment does");
        }
        SegmentHeader header = read(bytes, bytes.position());
        if (!header.systemIdentifier.equals(cluster.systemIdentifier())) {
            throw mismatch(
                    name,
                    "is WAL of the cluster with system identifier " + header.systemIdentifier + ", and "
                            + cluster.name() + " has " + cluster.systemIdentifier());
        }
        if (header.segmentSize != cluster.walSegmentSize()) {
            throw mismatch(name, "says that segments have " + header.segmentSize + " bytes");
        }
        // The first segment of a timeline begins with a copy of what its parent wrote before the switch.
        if (header.startLsn != segment.startLsn(cluster.walSegmentSize())
                || Integer.compareUnsigned(header.timeline, segment.timeline()) > 0) {
            throw mismatch(name, "holds another segment, or a recycled file that was not written yet");
        }
    }

    private static SegmentHeader read(ByteBuffer bytes, int at) {
        return new SegmentHeader(
                bytes.getInt(at + TIMELINE),
                bytes.getLong(at + PAGE_ADDRESS),
                Long.toUnsignedString(bytes.getLong(at + SYSTEM_IDENTIFIER)),
                bytes.getInt(at + SEGMENT_SIZE));
    }

    private static RepositoryException mismatch(String name, String what) {
        return new RepositoryException(
                RepositoryException.Code.WAL_MISMATCH,
                "the file for " + name + " " + what,
                "see that archive_command and the name of the cluster belong to each other");
    }
}
