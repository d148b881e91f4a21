package io.howdah.repository.pack;

/** How frames are compressed. The number is part of the format. */
public enum Algorithm {
    NONE(0),
    ZLIB(1),
    LZ4(2),
    ZSTD(3);

    private static final Algorithm[] BY_NUMBER = values();

    private final int number;

    Algorithm(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    /** @throws IllegalArgumentException when there is no such algorithm */
    public static Algorithm of(long number) {
        if (number < 0 || number >= BY_NUMBER.length) {
            throw new IllegalArgumentException("unknown compression algorithm " + number);
        }
        return BY_NUMBER[(int) number];
    }
}
