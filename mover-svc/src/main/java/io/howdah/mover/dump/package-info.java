/** Dumps of an instance's databases in a temporary directory, and their files for the mover that fetches them. */
@NullMarked
package io.howdah.mover.dump;

import org.jspecify.annotations.NullMarked;
