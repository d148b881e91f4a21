package io.howdah.mount.workerprocess;

import java.util.Optional;

/** Workers that wait for something to mount. */
interface Spares {

    /** None at all. */
    Spares NONE = place -> Optional.empty();

    /**
     * Lets one mount what the specification of the place says. From then on it is its worker like any other.
     *
     * @return nothing when there is none that can
     */
    Optional<Process> take(MountPlace place);
}
