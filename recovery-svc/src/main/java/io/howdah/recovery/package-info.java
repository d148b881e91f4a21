/** Decides what happens next: hosts, clusters, sessions and their steps. */
@NullMarked
package io.howdah.recovery;

import org.jspecify.annotations.NullMarked;
