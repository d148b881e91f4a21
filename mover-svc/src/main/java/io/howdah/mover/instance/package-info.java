/** Instances started from a mounted data directory: checked, started, watched, stopped, leaving nothing. */
@NullMarked
package io.howdah.mover.instance;

import org.jspecify.annotations.NullMarked;
