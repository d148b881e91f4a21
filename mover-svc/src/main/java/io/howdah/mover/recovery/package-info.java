/** Recovery of copied data directories to a target: with settings that are gone from their configuration afterwards. */
@NullMarked
package io.howdah.mover.recovery;

import org.jspecify.annotations.NullMarked;
