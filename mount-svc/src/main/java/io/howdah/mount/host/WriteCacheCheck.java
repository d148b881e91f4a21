package io.howdah.mount.host;

import io.howdah.mount.config.MountProperties;
import io.howdah.mount.fs.CacheProbe;
import io.howdah.mount.fs.WriteCacheException;
import io.howdah.mount.os.Directory;
import io.howdah.mount.os.Host;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** The directory that write caches are made in: ours, on a file system that will do, with space left. */
@Component
@Order(3)
class WriteCacheCheck implements HostCheck {

    private static final String PROPERTY = "howdah.mount.write-cache-root";

    private final Path root;
    private final long minimum;
    private @Nullable Object provenDevice;

    WriteCacheCheck(MountProperties properties) {
        this.root = properties.writeCacheRoot();
        this.minimum = properties.writeCacheMinimum().toBytes();
    }

    @Override
    public List<HostProblem> problems() {
        try {
            // The instance's user passes through it on the way to pg_wal, and sees no names in it.
            Directories.ensure(root, "rwx--x--x");
            int owner = owner();
            if (owner != Host.effectiveUser() && owner != 0) {
                return List.of(unsuitable("it belongs to user id " + owner + ", who could exchange what is in it"));
            }
            long free = freeBytes();
            // On a full one there is nothing to be tried; one that counts no bytes, such as ramfs, is not full.
            if (free >= minimum || Files.getFileStore(root).getTotalSpace() == 0) {
                prove();
            }
            return free >= minimum ? List.of() : List.of(tooSmall(free));
        } catch (WriteCacheException e) {
            return List.of(unsuitable(e.getMessage() + "; " + e.hint()));
        } catch (IOException e) {
            return List.of(unsuitable(String.valueOf(e.getMessage())));
        }
    }

    /** Tries a file system until it has proven itself once; each worker tries it again. */
    private synchronized void prove() throws IOException {
        Object device = Objects.requireNonNull(Files.getAttribute(root, "unix:dev"));
        if (device.equals(provenDevice)) {
            return;
        }
        try (Directory directory = Directory.open(root)) {
            CacheProbe.blockSize(directory, root.toString());
            provenDevice = device;
        }
    }

    /** @return bytes, 0 when nobody can tell */
    long freeBytes() throws IOException {
        return Files.getFileStore(root).getUsableSpace();
    }

    private int owner() throws IOException {
        try (Directory directory = Directory.open(root)) {
            return directory.status("").uid();
        }
    }

    private HostProblem unsuitable(String reason) {
        return new HostProblem(
                "WRITE_CACHE_UNSUITABLE",
                "the write cache directory " + root + " cannot be used: " + reason,
                "set " + PROPERTY + " to a directory of user " + OsUsers.ownName() + " on ext4, XFS or btrfs");
    }

    private HostProblem tooSmall(long free) {
        return new HostProblem(
                "WRITE_CACHE_TOO_SMALL",
                "the write cache needs " + minimum + " bytes, and " + free + " are free below " + root,
                "free space there, or set " + PROPERTY + " to a directory with more, or lower"
                        + " howdah.mount.write-cache-minimum");
    }
}
