package io.howdah.mount.workerprocess;

import java.nio.file.Path;

/**
 * Where everything of one spare worker lies until it has something to mount. No mount has a name that begins with a
 * dot.
 *
 * @param name tells it from others, and from mounts
 * @param runDirectory holds its log
 * @param writeCacheRoot holds its temporary files, as long as it is not ready
 */
record SparePlace(String name, Path runDirectory, Path writeCacheRoot) {

    static final String PREFIX = ".spare-";

    static SparePlace numbered(int number, Path runDirectory, Path writeCacheRoot) {
        return new SparePlace(PREFIX + number, runDirectory, writeCacheRoot);
    }

    /** Names it in the process table. */
    Path argument() {
        return runDirectory.resolve(name);
    }

    Path log() {
        return runDirectory.resolve(name + ".log");
    }

    Path temporary() {
        return writeCacheRoot.resolve(name + ".tmp");
    }
}
