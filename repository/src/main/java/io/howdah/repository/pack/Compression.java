package io.howdah.repository.pack;

/**
 * Algorithm and effort.
 *
 * @param level 1 to 5. For zstd and zlib their own levels of that number; for lz4 1 and 2 are the fast compressor, 3 to
 *     5 its high compressor at that level; without meaning for NONE
 */
public record Compression(Algorithm algorithm, int level) {

    /** zstd 1: as small as zstd 3 on 32 KiB frames of heap and index pages, and faster. */
    public static final Compression DEFAULT = new Compression(Algorithm.ZSTD, 1);

    public static final Compression NONE = new Compression(Algorithm.NONE, 1);

    public Compression {
        if (level < 1 || level > 5) {
            throw new IllegalArgumentException("compression level " + level + " is not between 1 and 5");
        }
    }
}
