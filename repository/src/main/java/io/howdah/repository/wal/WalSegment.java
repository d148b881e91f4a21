package io.howdah.repository.wal;

import io.howdah.repository.RepositoryException;
import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A WAL segment of a timeline, named as PostgreSQL names its file ({@code XLogFileName} in xlog_internal.h): timeline,
 * then the number in two parts, each as eight hexadecimal digits.
 *
 * @param timeline 1 or more
 * @param number counted from the beginning of the WAL; how many bytes that is depends on the segment size
 */
public record WalSegment(int timeline, long number) implements Comparable<WalSegment> {

    private static final Pattern NAME = Pattern.compile("([0-9A-F]{8})([0-9A-F]{8})([0-9A-F]{8})");
    private static final long BYTES_OF_HIGH_PART = 1L << 32;
    private static final Comparator<WalSegment> ORDER =
            Comparator.comparingInt(WalSegment::timeline).thenComparingLong(WalSegment::number);

    /** @throws RepositoryException INVALID_NAME */
    public static WalSegment parse(String name, int segmentSize) {
        Matcher parts = NAME.matcher(name);
        if (parts.matches()) {
            int timeline = Integer.parseUnsignedInt(parts.group(1), 16);
            long high = Long.parseLong(parts.group(2), 16);
            long low = Long.parseLong(parts.group(3), 16);
            long perHighPart = BYTES_OF_HIGH_PART / segmentSize;
            if (timeline > 0 && low < perHighPart) {
                return new WalSegment(timeline, high * perHighPart + low);
            }
        }
        throw new RepositoryException(
                RepositoryException.Code.INVALID_NAME,
                "\"" + name + "\" is not the name of a WAL segment of " + segmentSize + " bytes",
                "archive_command passes it as %f");
    }

    /** The segment that holds the byte at a position. */
    public static WalSegment at(int timeline, long lsn, int segmentSize) {
        return new WalSegment(timeline, Long.divideUnsigned(lsn, segmentSize));
    }

    public String name(int segmentSize) {
        long perHighPart = BYTES_OF_HIGH_PART / segmentSize;
        return "%08X%08X%08X".formatted(timeline, number / perHighPart, number % perHighPart);
    }

    /** The position of its first byte. */
    public long startLsn(int segmentSize) {
        return number * segmentSize;
    }

    public WalSegment next() {
        return new WalSegment(timeline, number + 1);
    }

    @Override
    public int compareTo(WalSegment other) {
        return ORDER.compare(this, other);
    }
}
