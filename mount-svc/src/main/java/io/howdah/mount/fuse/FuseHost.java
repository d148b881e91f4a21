package io.howdah.mount.fuse;

import io.howdah.mount.fuse.FuseException.Reason;
import io.howdah.mount.os.Directory;
import io.howdah.mount.os.Errno;
import io.howdah.mount.os.ErrnoException;
import io.howdah.mount.os.Fd;
import io.howdah.mount.os.Host;
import io.howdah.mount.os.MountTable;
import io.howdah.mount.os.OpenFlags;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * What this host lacks for mounting, and what stands in the way at a mount point. Each check throws with the way out.
 */
public final class FuseHost {

    private static final Path DEVICES = Path.of("/dev");
    private static final String DEVICE = "fuse";

    private FuseHost() {}

    /** @throws FuseException DEVICE_MISSING, FORBIDDEN or FUSERMOUNT_MISSING */
    public static void check() throws FuseException {
        try (Directory devices = Directory.open(DEVICES);
                Fd device = devices.open(DEVICE, OpenFlags.READ_WRITE, 0)) {
            device.status();
        } catch (ErrnoException e) {
            throw explain(e);
        }
        if (Host.effectiveUser() != 0 && Fusermount.program() == null) {
            throw Fusermount.missing();
        }
    }

    private static FuseException explain(ErrnoException e) {
        return switch (e.errno()) {
            case Errno.ENOENT, Errno.ENODEV, Errno.ENXIO ->
                new FuseException(
                        Reason.DEVICE_MISSING,
                        "/dev/fuse is missing on this host",
                        "load the kernel module with modprobe fuse, or give the container --device /dev/fuse",
                        e);
            case Errno.EACCES, Errno.EPERM ->
                new FuseException(
                        Reason.FORBIDDEN,
                        "this user may not open /dev/fuse",
                        "as root: chmod 0666 /dev/fuse, or give the container --device /dev/fuse",
                        e);
            default -> new FuseException(Reason.MOUNT_FAILED, "/dev/fuse cannot be opened: " + e.getMessage(), null, e);
        };
    }

    /**
     * Makes sure of an empty directory to mount on. A mount left there by a worker that was killed is taken away; to be
     * called by who holds the lock of the write cache, so that no other worker is serving it.
     *
     * @throws FuseException MOUNT_POINT_UNSUITABLE or MOUNT_POINT_NOT_EMPTY
     */
    public static void checkMountPoint(Path mountPoint) throws FuseException {
        try {
            removeDeadMount(mountPoint);
            try (Directory directory = Directory.open(mountPoint)) {
                List<Directory.Entry> entries = directory.list();
                if (!entries.isEmpty()) {
                    throw new FuseException(
                            Reason.MOUNT_POINT_NOT_EMPTY,
                            "mount point " + mountPoint + " is not empty: it contains "
                                    + entries.getFirst().name(),
                            "name an empty directory",
                            null);
                }
            }
        } catch (FuseException e) {
            throw e;
        } catch (IOException e) {
            boolean absent = e instanceof ErrnoException system
                    && (system.errno() == Errno.ENOENT || system.errno() == Errno.ENOTDIR);
            throw new FuseException(
                    Reason.MOUNT_POINT_UNSUITABLE,
                    "mount point " + mountPoint
                            + (absent ? " is not an existing directory" : " cannot be used: " + e.getMessage()),
                    "make it, and let it belong to the user that mounts",
                    e);
        }
    }

    private static void removeDeadMount(Path mountPoint) throws IOException {
        MountTable.Mount mount;
        while ((mount = MountTable.at(mountPoint)) != null) {
            if (isAlive(mountPoint)) {
                throw new FuseException(
                        Reason.MOUNT_POINT_UNSUITABLE,
                        "a file system of type " + mount.type() + " is already mounted at " + mountPoint,
                        "unmount it, or name another mount point",
                        null);
            }
            Fusermount.unmount(mountPoint, true);
        }
    }

    private static boolean isAlive(Path mountPoint) throws IOException {
        try {
            Directory.open(mountPoint).close();
            return true;
        } catch (ErrnoException e) {
            if (e.errno() == Errno.ENOTCONN) {
                return false;
            }
            throw e;
        }
    }
}
