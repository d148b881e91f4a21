/** Times as the public API tells them, and how long the parts of something took. */
@NullMarked
package io.howdah.recovery.time;

import org.jspecify.annotations.NullMarked;
