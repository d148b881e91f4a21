/** Hosts: where the agents are, and how they are now. */
@NullMarked
package io.howdah.recovery.host;

import org.jspecify.annotations.NullMarked;
