/** Problems as they are kept with the thing that failed. */
@NullMarked
package io.howdah.recovery.problem;

import org.jspecify.annotations.NullMarked;
