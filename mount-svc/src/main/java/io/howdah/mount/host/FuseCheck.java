package io.howdah.mount.host;

import io.howdah.mount.os.Directory;
import io.howdah.mount.os.FileStatus;
import io.howdah.mount.os.Host;
import java.io.File;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** FUSE as the worker will need it: the device, the right to mount, and libfuse 2. */
@Component
@Order(1)
class FuseCheck implements HostCheck {

    static final String LIBFUSE = "libfuse.so.2";

    /**
     * Character device 10:229, as {@code Documentation/admin-guide/devices.txt} of Linux assigns it, as makedev(3) has
     * it.
     */
    private static final long FUSE_DEVICE = 10 << 8 | 229;

    private static final int CAP_SYS_ADMIN = 21;

    private final Path device;
    private final String library;

    FuseCheck() {
        this(Path.of("/dev/fuse"), LIBFUSE);
    }

    FuseCheck(Path device, String library) {
        this.device = device;
        this.library = library;
    }

    @Override
    public List<HostProblem> problems() {
        return Stream.of(deviceProblem(), rightProblem(), libraryProblem())
                .flatMap(Optional::stream)
                .toList();
    }

    private Optional<HostProblem> deviceProblem() {
        if (!isFuseDevice()) {
            return missing("there is no FUSE device " + device);
        }
        try (FileChannel _ = FileChannel.open(device, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return Optional.empty();
        } catch (IOException e) {
            String reason = String.valueOf(e.getMessage());
            if (reason.contains("No such device")) {
                return missing("the kernel does not serve " + device);
            }
            return Optional.of(new HostProblem(
                    "FUSE_FORBIDDEN",
                    "user " + OsUsers.ownName() + " may not open " + device + ": " + reason,
                    "as root: chmod 0666 " + device + "; in a container start it with --device " + device));
        }
    }

    private boolean isFuseDevice() {
        try (Directory parent = Directory.open(Objects.requireNonNull(device.getParent()))) {
            FileStatus status = parent.status(device.getFileName().toString());
            return status.device() == FUSE_DEVICE;
        } catch (IOException e) {
            return false;
        }
    }

    private static Optional<HostProblem> missing(String detail) {
        return Optional.of(new HostProblem(
                "FUSE_DEVICE_MISSING",
                detail,
                "as root: modprobe fuse; in a container start it with --device /dev/fuse"));
    }

    private static Optional<HostProblem> rightProblem() {
        if (Host.effectiveUser() == 0) {
            return mayMount()
                    ? Optional.empty()
                    : Optional.of(new HostProblem(
                            "FUSE_FORBIDDEN",
                            "this root may not mount: it lacks the capability SYS_ADMIN",
                            "start the container with --cap-add SYS_ADMIN --security-opt apparmor=unconfined"));
        }
        return onPath("fusermount")
                ? Optional.empty()
                : Optional.of(new HostProblem(
                        "FUSERMOUNT_MISSING",
                        "the program fusermount, with which an ordinary user mounts, is not on the path",
                        "as root: apt-get install fuse3"));
    }

    private static boolean mayMount() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith("CapEff:"))
                    .map(line -> Long.parseUnsignedLong(
                            line.substring("CapEff:".length()).strip(), 16))
                    .allMatch(capabilities -> (capabilities >> CAP_SYS_ADMIN & 1) == 1);
        } catch (IOException unknown) {
            return true;
        }
    }

    private static boolean onPath(String program) {
        String path = System.getenv().getOrDefault("PATH", "/usr/bin:/bin");
        return Arrays.stream(path.split(File.pathSeparator))
                .filter(directory -> !directory.isEmpty())
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }

    @SuppressWarnings("restricted")
    private Optional<HostProblem> libraryProblem() {
        // Loaded and let go each time: the answer is about now.
        try (Arena arena = Arena.ofConfined()) {
            SymbolLookup.libraryLookup(library, arena);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(new HostProblem(
                    "LIBFUSE_MISSING",
                    "the library " + library + " cannot be loaded",
                    "as root: apt-get install libfuse2 (libfuse2t64 on newer systems)"));
        }
    }
}
