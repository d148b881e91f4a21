package io.howdah.mount.host;

import java.util.List;

/** Looks at one thing that every mount needs. */
interface HostCheck {

    /** Most basic first; empty when all is well. */
    List<HostProblem> problems();
}
