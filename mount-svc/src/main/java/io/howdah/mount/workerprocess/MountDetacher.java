package io.howdah.mount.workerprocess;

import io.howdah.mount.os.Host;
import io.howdah.mount.os.MountTable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Takes mounts away, also those whose worker is dead. */
final class MountDetacher {

    boolean isMounted(Path mountPoint) throws IOException {
        return MountTable.at(mountPoint) != null;
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
}
