/** What rows of all features have in common: columns of JSON, and the problems in them. */
@NullMarked
package io.howdah.mover.state;

import org.jspecify.annotations.NullMarked;
