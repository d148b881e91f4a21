package io.howdah.repository.wal;

/** Positions in the WAL as PostgreSQL prints them ({@code %X/%X}); as numbers they are unsigned. */
public final class Lsn {

    private Lsn() {}

    /** @param text such as {@code 0/3000028} */
    public static long parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 1) {
            throw new NumberFormatException("\"" + text + "\" is not an LSN");
        }
        return Long.parseLong(text, 0, slash, 16) << 32 | Long.parseLong(text, slash + 1, text.length(), 16);
    }

    public static String format(long lsn) {
        return "%X/%X".formatted(lsn >>> 32, lsn & 0xFFFF_FFFFL);
    }
}
