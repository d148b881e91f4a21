package io.howdah.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * A suite that can lose its power: all it keeps lies on a disk that can be cut, and its processes have mounts and a
 * boot id of their own, by which they are known and which end with them.
 */
final class Machine implements AutoCloseable {

    private static final int DISK_MB = 4096;

    private final CuttableDisk disk;
    private final Path bootId;
    private final Suite suite;

    private Machine(CuttableDisk disk, Path bootId, Suite suite) {
        this.disk = disk;
        this.bootId = bootId;
        this.suite = suite;
    }

    static Machine start() {
        CuttableDisk disk = CuttableDisk.create(DISK_MB);
        try {
            Path bootId = newBoot(disk.beside("boot-id"));
            Path home = Files.createDirectory(disk.mountPoint().resolve("home"));
            Suite suite = Suite.start(
                    Launcher.withBootId(bootId),
                    Map.of("HOWDAH_MOUNT_WRITECACHEROOT", caches(disk).toString()),
                    home,
                    FreePorts.row(Suite.PORTS));
            return new Machine(disk, bootId, suite);
        } catch (AssertionError | RuntimeException e) {
            disk.close();
            throw e;
        } catch (IOException e) {
            disk.close();
            throw new UncheckedIOException(e);
        }
    }

    private static Path newBoot(Path file) {
        try {
            return Files.writeString(file, UUID.randomUUID() + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Suite suite() {
        return suite;
    }

    CuttableDisk disk() {
        return disk;
    }

    /** Where write caches are. */
    Path caches() {
        return caches(disk);
    }

    private static Path caches(CuttableDisk disk) {
        return disk.mountPoint().resolve("caches");
    }

    /** Where mount points are. */
    Path mounts() {
        return Path.of("/run/media/howdah", suite.name());
    }

    /** Where the sockets of instances and workers are. */
    Path run() {
        return Path.of("/run/howdah", suite.name());
    }

    /** All that run on it. */
    List<ProcessHandle> processes() {
        String ours = bootId.getParent().getFileName() + "/" + bootId.getFileName() + " ";
        return ProcessHandle.allProcesses()
                .filter(process -> mountsOf(process).contains(ours))
                .toList();
    }

    /** The mount table that a process sees; nothing when it has ended. */
    static String mountsOf(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(process.pid()), "mountinfo"));
        } catch (IOException gone) {
            return "";
        }
    }

    /** Takes away all but the disk. */
    void powerOff() {
        endProcesses();
        Command.run("rm", "-rf", "--one-file-system", mounts().toString(), run().toString());
    }

    private void endProcesses() {
        List<ProcessHandle> left;
        while (!(left = processes()).isEmpty()) {
            left.forEach(ProcessHandle::destroyForcibly);
            left.forEach(
                    process -> process.onExit().orTimeout(30, TimeUnit.SECONDS).join());
        }
    }

    /** Boots with this disk, and starts the suite on it. */
    void boot(Path image) {
        disk.exchange(image);
        newBoot(bootId);
        suite.revive();
    }

    @Override
    public void close() {
        endProcesses();
        suite.close();
        disk.close();
    }
}
