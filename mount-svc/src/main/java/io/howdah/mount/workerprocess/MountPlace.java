package io.howdah.mount.workerprocess;

import java.nio.file.Path;

/**
 * Where everything of one mount lies.
 *
 * @param id of the mount; a valid name, so that it cannot leave the directories
 * @param mountPoint directory that the backup is mounted on
 * @param writeCache directory that holds what is changed
 * @param runDirectory holds socket, specification and log of the worker
 */
public record MountPlace(String id, Path mountPoint, Path writeCache, Path runDirectory) {

    /** {@code sun_path} of unix(7) less the zero at its end. */
    static final int SOCKET_PATH_BYTES = 107;

    public Path controlSocket() {
        return runDirectory.resolve(id + ".sock");
    }

    /** Names the mount to the worker, and in the process table the worker to us. */
    Path specification() {
        return runDirectory.resolve(id + ".json");
    }

    Path log() {
        return runDirectory.resolve(id + ".log");
    }

    /**
     * Temporary files of the worker, such as the native libraries it unpacks. Beside the write cache, because a run
     * directory is often mounted noexec; no name of a write cache begins with a dot.
     */
    Path temporary() {
        return writeCache.resolveSibling("." + id + ".tmp");
    }

    /** Whether the path of the control socket fits into a socket address. */
    public boolean socketFits() {
        return controlSocket().toString().getBytes().length <= SOCKET_PATH_BYTES;
    }
}
