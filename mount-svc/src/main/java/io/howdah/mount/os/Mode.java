package io.howdah.mount.os;

/** File types and permissions as {@code st_mode} has them. */
public final class Mode {

    public static final int TYPE = 0170000;
    public static final int SYMLINK = 0120000;
    public static final int REGULAR = 0100000;
    public static final int DIRECTORY = 0040000;
    public static final int PERMISSIONS = 07777;

    private Mode() {}

    public static boolean isDirectory(int mode) {
        return (mode & TYPE) == DIRECTORY;
    }

    public static boolean isRegular(int mode) {
        return (mode & TYPE) == REGULAR;
    }

    public static boolean isSymlink(int mode) {
        return (mode & TYPE) == SYMLINK;
    }
}
