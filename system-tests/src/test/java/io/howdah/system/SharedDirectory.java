package io.howdah.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** A directory of the host whose mounts containers share, whether or not its file system is shared. */
final class SharedDirectory implements AutoCloseable {

    private final Path path;

    private SharedDirectory(Path path) {
        this.path = path;
    }

    static SharedDirectory create() {
        try {
            SharedDirectory directory =
                    new SharedDirectory(Files.createTempDirectory(Path.of("/var/tmp"), "howdah-shared-mounts"));
            // instances' users pass through it
            Files.setPosixFilePermissions(directory.path, PosixFilePermissions.fromString("rwxr-xr-x"));
            Command.run("mount", "--bind", directory.path.toString(), directory.path.toString());
            Command.run("mount", "--make-shared", directory.path.toString());
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path path() {
        return path;
    }

    /** The mount points in it that the host sees. */
    List<String> mounts() {
        try {
            return Files.readAllLines(Path.of("/proc/self/mounts")).stream()
                    .map(line -> line.split(" ")[1])
                    .filter(point -> point.startsWith(path + "/"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        mounts().forEach(point -> Command.run("umount", "--lazy", point));
        Command.run("umount", path.toString());
        Command.run("rm", "-rf", "--one-file-system", path.toString());
    }
}
