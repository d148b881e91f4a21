/** The clusters beside this mover: their registration, and local connections to them. */
@NullMarked
package io.howdah.mover.cluster;

import org.jspecify.annotations.NullMarked;
