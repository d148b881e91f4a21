package io.howdah.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An ext4 in a file that lies on a btrfs: a reflink copy of the file is the disk as a power cut at that instant leaves
 * it, without anything that was still in memory.
 */
final class CuttableDisk implements AutoCloseable {

    private static final int SPACE_FOR_COPIES = 8;

    private final Path directory;

    private CuttableDisk(Path directory) {
        this.directory = directory;
    }

    /** Why there can be no such disk on this machine. */
    static Optional<String> obstacle() {
        Optional<String> noLoopDevices = SmallDisk.obstacle();
        if (noLoopDevices.isPresent()) {
            return noLoopDevices;
        }
        if (fails("command -v mkfs.btrfs")) {
            return Optional.of("there is no mkfs.btrfs: install btrfs-progs");
        }
        return fails("grep -qw btrfs /proc/filesystems || modprobe btrfs")
                ? Optional.of("the kernel has no btrfs")
                : Optional.empty();
    }

    private static boolean fails(String command) {
        return Command.attempt(Map.of(), List.of("sh", "-c", command)).exitCode() != 0;
    }

    static CuttableDisk create(int megabytes) {
        try {
            CuttableDisk disk = new CuttableDisk(Files.createTempDirectory(Path.of("/var/tmp"), "howdah-power"));
            try {
                disk.make(megabytes);
                return disk;
            } catch (AssertionError e) {
                disk.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void make(int megabytes) {
        Command.run("chmod", "755", directory.toString());
        String btrfs = directory.resolve("btrfs.image").toString();
        Command.run("truncate", "-s", megabytes * SPACE_FOR_COPIES + "M", btrfs);
        Command.run("mkfs.btrfs", "--quiet", "--data", "single", "--metadata", "single", btrfs);
        Command.run("mkdir", images().toString(), mountPoint().toString());
        Command.run("mount", "-o", "loop", btrfs, images().toString());
        Command.run("truncate", "-s", megabytes + "M", image().toString());
        Command.run("mkfs.ext4", "-q", "-F", "-m", "0", image().toString());
        attach(image());
    }

    /** The same whatever image is there. */
    Path mountPoint() {
        return directory.resolve("disk");
    }

    /** Beside the disk, not on it. */
    Path beside(String name) {
        return directory.resolve(name);
    }

    /** @return what a power cut now would leave, to be exchanged for the disk */
    Path cut(String name) {
        Path copy = images().resolve(name);
        Command.run("cp", "--reflink=always", image().toString(), copy.toString());
        return copy;
    }

    private void attach(Path image) {
        Command.run("mount", "-o", "loop", image.toString(), mountPoint().toString());
    }

    /** Takes an image that was cut as the disk from now on. */
    void exchange(Path image) {
        Command.run("umount", mountPoint().toString());
        attach(image);
    }

    private Path images() {
        return directory.resolve("images");
    }

    private Path image() {
        return images().resolve("disk");
    }

    @Override
    public void close() {
        for (Path mountPoint : List.of(mountPoint(), images())) {
            Command.attempt(Map.of(), List.of("umount", "--lazy", mountPoint.toString()));
        }
        Command.run("rm", "-rf", "--one-file-system", directory.toString());
    }
}
