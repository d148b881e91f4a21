package io.howdah.mount.fs;

import java.time.Instant;

/**
 * One name of a backup.
 *
 * @param path relative, such as {@code data/base/1/1259}
 * @param permissions the lower twelve bits of its mode
 * @param size bytes of a file, 0 of everything else
 * @param target where a symbolic link points to, empty of everything else
 */
public record BaseEntry(String path, Type type, int permissions, long size, Instant modified, String target) {

    /** The kinds of files that a data directory is made of. */
    public enum Type {
        DIRECTORY,
        FILE,
        SYMLINK
    }

    public static BaseEntry directory(String path, int permissions, Instant modified) {
        return new BaseEntry(path, Type.DIRECTORY, permissions, 0, modified, "");
    }

    public static BaseEntry file(String path, int permissions, long size, Instant modified) {
        return new BaseEntry(path, Type.FILE, permissions, size, modified, "");
    }

    public static BaseEntry symlink(String path, String target, Instant modified) {
        return new BaseEntry(path, Type.SYMLINK, 0777, 0, modified, target);
    }

    /** @return the path of the directory it is in, empty at the top */
    public String parent() {
        return path.substring(0, Math.max(0, path.lastIndexOf('/')));
    }

    public String name() {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
