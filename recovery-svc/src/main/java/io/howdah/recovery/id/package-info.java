/** Ids that sort by the time of their making. */
@NullMarked
package io.howdah.recovery.id;

import org.jspecify.annotations.NullMarked;
