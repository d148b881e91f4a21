package io.howdah.mount.os;

/** Flags of {@code open(2)}; those that differ between processors are chosen when the class loads. */
public final class OpenFlags {

    public static final int READ_ONLY = 0;
    public static final int WRITE_ONLY = 1;
    public static final int READ_WRITE = 2;
    public static final int ACCESS_MODE = 3;
    public static final int CREATE = 0100;
    public static final int EXCLUSIVE = 0200;
    public static final int TRUNCATE = 01000;
    public static final int DIRECTORY = Syscall.arm() ? 040000 : 0200000;
    public static final int NO_FOLLOW = Syscall.arm() ? 0100000 : 0400000;
    public static final int CLOSE_ON_EXEC = 02000000;

    private OpenFlags() {}

    public static boolean writes(int flags) {
        return (flags & ACCESS_MODE) != READ_ONLY;
    }
}
