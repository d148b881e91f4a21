package io.howdah.mount.fuse;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Which processes have a mount in use, as far as we may see: links of {@code /proc} are read, and never followed into
 * the mount.
 */
final class MountUsers {

    private static final int MOST = 5;

    private MountUsers() {}

    /** @return such as {@code 4711 (postgres), 4712 (bash)}; empty when none is found */
    static String of(Path mountPoint) {
        List<String> users = new ArrayList<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                if (uses(process, mountPoint)) {
                    if (users.size() == MOST) {
                        users.add("others");
                        break;
                    }
                    users.add(process.getFileName() + " (" + name(process) + ")");
                }
            }
        } catch (IOException e) {
            return String.join(", ", users);
        }
        return String.join(", ", users);
    }

    private static boolean uses(Path process, Path mountPoint) {
        if (leadsInto(process.resolve("cwd"), mountPoint) || leadsInto(process.resolve("root"), mountPoint)) {
            return true;
        }
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path descriptor : descriptors) {
                if (leadsInto(descriptor, mountPoint)) {
                    return true;
                }
            }
        } catch (IOException e) {
            return false; // it has ended, or is another user's
        }
        return false;
    }

    private static boolean leadsInto(Path link, Path mountPoint) {
        try {
            return Files.readSymbolicLink(link).startsWith(mountPoint);
        } catch (IOException e) {
            return false; // it has ended, or is another user's
        }
    }

    private static String name(Path process) {
        try {
            return Files.readString(process.resolve("comm")).strip();
        } catch (IOException e) {
            return "ended";
        }
    }
}
