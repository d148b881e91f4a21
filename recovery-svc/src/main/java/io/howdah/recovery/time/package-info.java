/** Times as the public API tells them. */
@NullMarked
package io.howdah.recovery.time;

import org.jspecify.annotations.NullMarked;
