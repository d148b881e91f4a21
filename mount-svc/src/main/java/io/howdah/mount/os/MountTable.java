package io.howdah.mount.os;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The mounts that this process sees: {@code /proc/self/mountinfo}, see proc(5). Looking at a mount point itself may
 * hang or fail when its worker is dead; looking here does not touch it.
 */
public final class MountTable {

    private static final Path MOUNTS = Path.of("/proc/self/mountinfo");

    private MountTable() {}

    /**
     * @param device as {@code major:minor}
     * @param type of the file system, such as {@code fuse.howdah}
     */
    public record Mount(String device, String type) {}

    /** @return what is mounted there, the last when there are several; null when nothing is */
    public static @Nullable Mount at(Path mountPoint) throws IOException {
        return find(Files.readAllLines(MOUNTS), mountPoint.toString());
    }

    static @Nullable Mount find(List<String> lines, String mountPoint) {
        Mount found = null;
        for (String line : lines) {
            String[] fields = line.split(" ");
            int separator = List.of(fields).indexOf("-");
            if (separator > 4
                    && separator + 1 < fields.length
                    && unescape(fields[4]).equals(mountPoint)) {
                found = new Mount(fields[2], fields[separator + 1]);
            }
        }
        return found;
    }

    /** Blank, tab, newline and backslash are written as three octal digits. */
    private static String unescape(String field) {
        StringBuilder text = new StringBuilder();
        for (int at = 0; at < field.length(); at++) {
            if (field.charAt(at) == '\\' && at + 3 < field.length()) {
                text.append((char) Integer.parseInt(field.substring(at + 1, at + 4), 8));
                at += 3;
            } else {
                text.append(field.charAt(at));
            }
        }
        return text.toString();
    }
}
