/** Which point of a cluster's history is to be opened, and the backup from which recovery reaches it. */
@NullMarked
package io.howdah.recovery.target;

import org.jspecify.annotations.NullMarked;
