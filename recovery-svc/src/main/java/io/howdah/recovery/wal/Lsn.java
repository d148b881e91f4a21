package io.howdah.recovery.wal;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A position in the WAL; unsigned. */
public record Lsn(long position) implements Comparable<Lsn> {

    private static final Pattern TEXT = Pattern.compile("([0-9A-Fa-f]{1,8})/([0-9A-Fa-f]{1,8})");

    /** @throws NumberFormatException when it is not as PostgreSQL prints it, such as {@code 0/3000138} */
    public static Lsn parse(String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            throw new NumberFormatException("\"" + text + "\" is not an LSN");
        }
        return new Lsn(Long.parseLong(parts.group(1), 16) << 32 | Long.parseLong(parts.group(2), 16));
    }

    boolean before(Lsn other) {
        return compareTo(other) < 0;
    }

    /** The end of the segment that holds the byte before this position. */
    Lsn segmentEnd(long segmentBytes) {
        return new Lsn((Long.divideUnsigned(position - 1, segmentBytes) + 1) * segmentBytes);
    }

    @Override
    public int compareTo(Lsn other) {
        return Long.compareUnsigned(position, other.position);
    }

    @Override
    public String toString() {
        return "%X/%X".formatted(position >>> 32, position & 0xFFFF_FFFFL);
    }
}
