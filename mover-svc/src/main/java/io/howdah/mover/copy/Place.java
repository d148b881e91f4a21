package io.howdah.mover.copy;

import java.nio.file.Path;

/**
 * A directory or file that a copy makes or fills, as it was found.
 *
 * @param existed whether it was there, empty
 * @param aside whether something was there that is set aside
 */
record Place(String path, boolean existed, boolean aside) {

    static Place absent(Path path) {
        return new Place(path.toString(), false, false);
    }

    static Place empty(Path path) {
        return new Place(path.toString(), true, false);
    }

    static Place occupied(Path path) {
        return new Place(path.toString(), false, true);
    }

    Path target() {
        return Path.of(path);
    }

    /** Where what was there waits until the restore is over; on the same file system, since it is renamed. */
    Path before(String id) {
        return Path.of(path + ".before-" + id);
    }
}
