package io.howdah.repository.stream;

/** What a file is to PostgreSQL. The number is part of the format. */
public enum FileKind {
    /** Main fork of a relation; counts in pages, as the other forks do. */
    MAIN(0),
    FSM(1),
    VM(2),
    INIT(3),
    /**
     * Any other file; counts in bytes. A relation file whose size is not a multiple of the page size is one of these.
     */
    OTHER(4),
    /** A directory, in-place tablespaces included. */
    DIRECTORY(5),
    /** A symbolic link, as to a tablespace; never followed by the repository. */
    LINK(6);

    private static final FileKind[] BY_NUMBER = values();

    private final int number;

    FileKind(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    /** Whether extents of such a file count in pages rather than in bytes. */
    public boolean countsPages() {
        return number <= INIT.number;
    }

    /** Whether it has content. */
    public boolean isFile() {
        return number <= OTHER.number;
    }

    /** @throws IllegalArgumentException when there is no such kind */
    public static FileKind of(long number) {
        if (number < 0 || number >= BY_NUMBER.length) {
            throw new IllegalArgumentException("unknown file kind " + number);
        }
        return BY_NUMBER[(int) number];
    }
}
