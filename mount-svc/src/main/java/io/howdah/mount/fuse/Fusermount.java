package io.howdah.mount.fuse;

import io.howdah.mount.fuse.FuseException.Reason;
import io.howdah.mount.os.Errno;
import io.howdah.mount.os.ErrnoException;
import io.howdah.mount.os.Host;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Unmounting: by system call as root, else through the set-user-ID program of the fuse packages. */
final class Fusermount {

    private static final long DEADLINE_SECONDS = 30;

    private Fusermount() {}

    static @Nullable Path program() {
        String path = System.getenv().getOrDefault("PATH", "") + ":/usr/local/bin:/usr/bin:/bin";
        for (String directory : path.split(":")) {
            for (String name : List.of("fusermount3", "fusermount")) {
                Path program = Path.of(directory.isEmpty() ? "/" : directory, name);
                if (Files.isExecutable(program)) {
                    return program;
                }
            }
        }
        return null;
    }

    /**
     * @param lazy whoever uses the mount goes on doing so; else the mount must not be in use
     * @throws FuseException BUSY, naming the processes that use it
     */
    static void unmount(Path mountPoint, boolean lazy) throws FuseException {
        if (Host.effectiveUser() == 0) {
            try {
                Host.unmount(mountPoint, lazy);
            } catch (ErrnoException e) {
                throw e.errno() == Errno.EBUSY ? busy(mountPoint) : failed(mountPoint, e.getMessage(), e);
            }
            return;
        }
        run(mountPoint, lazy);
    }

    private static void run(Path mountPoint, boolean lazy) throws FuseException {
        Path program = program();
        if (program == null) {
            throw missing();
        }
        List<String> command = new ArrayList<>(List.of(program.toString(), "-u"));
        if (lazy) {
            command.add("-z");
        }
        command.addAll(List.of("--", mountPoint.toString()));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (!process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw failed(mountPoint, program + " does not end", null);
            }
            if (process.exitValue() != 0) {
                throw output.contains("busy") ? busy(mountPoint) : failed(mountPoint, output, null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(mountPoint, "interrupted", e);
        } catch (FuseException e) {
            throw e;
        } catch (IOException e) {
            throw failed(mountPoint, e.getMessage(), e);
        }
    }

    static FuseException missing() {
        return new FuseException(
                Reason.FUSERMOUNT_MISSING,
                "the program fusermount3 is not installed, which mounts for users other than root",
                "install the package fuse3",
                null);
    }

    private static FuseException busy(Path mountPoint) {
        String users = MountUsers.of(mountPoint);
        return new FuseException(
                Reason.BUSY,
                mountPoint + " is in use" + (users.isEmpty() ? "" : " by " + users),
                "end these processes first",
                null);
    }

    private static FuseException failed(Path mountPoint, @Nullable String why, @Nullable Throwable cause) {
        return new FuseException(
                Reason.MOUNT_FAILED, mountPoint + " cannot be unmounted: " + why, "unmount it by hand", cause);
    }
}
