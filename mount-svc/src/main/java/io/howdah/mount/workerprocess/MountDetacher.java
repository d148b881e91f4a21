package io.howdah.mount.workerprocess;

import io.howdah.mount.os.Host;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The mounts this process sees, read from proc_pid_mountinfo(5): looking at a mount point itself may hang or fail when
 * its worker is dead.
 */
final class MountTable {

    private static final Path MOUNTINFO = Path.of("/proc/self/mountinfo");
    private static final int MOUNT_POINT = 4;

    boolean isMounted(Path mountPoint) throws IOException {
        String wanted = mountPoint.toString();
        return Files.readAllLines(MOUNTINFO, StandardCharsets.UTF_8).stream()
                .anyMatch(line -> unescape(line.split(" ")[MOUNT_POINT]).equals(wanted));
    }

    /**
     * Takes the mount away, also when its worker is dead.
     *
     * @param lazily also when it is in use: who has it open keeps it, and without a worker all his calls fail
     */
    void detach(Path mountPoint, boolean lazily) throws IOException, InterruptedException {
        // One mount may lie upon another that an earlier worker left.
        while (isMounted(mountPoint)) {
            if (Host.effectiveUser() == 0) {
                Host.unmount(mountPoint, lazily);
            } else {
                fusermount(mountPoint, lazily);
            }
        }
    }

    private static void fusermount(Path mountPoint, boolean lazily) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("fusermount", "-u"));
        if (lazily) {
            command.add("-z");
        }
        command.addAll(List.of("--", mountPoint.toString()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (process.waitFor() != 0) {
            throw new IOException("cannot unmount " + mountPoint + ": " + said);
        }
    }

    private static String unescape(String field) {
        return field.replace("\\040", " ")
                .replace("\\011", "\t")
                .replace("\\012", "\n")
                .replace("\\134", "\\");
    }
}
