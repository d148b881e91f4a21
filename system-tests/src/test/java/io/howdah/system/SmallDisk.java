package io.howdah.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An ext4 of its own in a file, which can be filled up and emptied again. */
final class SmallDisk implements AutoCloseable {

    private final Path directory;

    private SmallDisk(Path directory) {
        this.directory = directory;
    }

    /** Why there can be no such disk on this machine. */
    static Optional<String> obstacle() {
        if (!OsUsers.isRoot()) {
            return Optional.of("only root can make loop devices");
        }
        return Files.exists(Path.of("/dev/loop-control"))
                ? Optional.empty()
                : Optional.of("there are no loop devices: /dev/loop-control is missing");
    }

    static SmallDisk create(int megabytes) {
        try {
            SmallDisk disk = new SmallDisk(Files.createTempDirectory(Path.of("/var/tmp"), "howdah-small"));
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
        String image = directory.resolve("image").toString();
        Command.run("truncate", "-s", megabytes + "M", image);
        Command.run("mkfs.ext4", "-q", "-F", "-m", "0", image);
        Command.run("mkdir", mountPoint().toString());
        Command.run("mount", "-o", "loop", image, mountPoint().toString());
    }

    Path mountPoint() {
        return directory.resolve("disk");
    }

    long free() {
        try {
            return Files.getFileStore(mountPoint()).getUsableSpace();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes the space but for so many bytes. */
    void fill(long left) {
        long rest = free() - left;
        if (rest > 0) {
            Command.run("fallocate", "-l", Long.toString(rest), ballast());
        }
    }

    /** Takes the very last block, too. */
    void fillUp() {
        fill(1 << 20);
        // in small steps, since fallocate takes all it asks for or nothing
        for (String step : List.of("64k", "4k")) {
            while (Command.attempt(Map.of(), List.of("fallocate", "-o", offset(), "-l", step, ballast()))
                            .exitCode()
                    == 0) {}
        }
    }

    private String offset() {
        try {
            return Long.toString(Files.size(Path.of(ballast())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void empty() {
        Command.run("rm", "-f", ballast());
    }

    private String ballast() {
        return mountPoint().resolve("ballast").toString();
    }

    @Override
    public void close() {
        Command.attempt(Map.of(), List.of("umount", "--lazy", mountPoint().toString()));
        Command.run("rm", "-rf", "--one-file-system", directory.toString());
    }
}
