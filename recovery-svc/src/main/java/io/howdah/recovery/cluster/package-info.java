/** Clusters that are backed up, and what is needed to register them with their mover again. */
@NullMarked
package io.howdah.recovery.cluster;

import org.jspecify.annotations.NullMarked;
