/** Restores: backups copied to native file systems, recovered to a target and handed over to their owner. */
@NullMarked
package io.howdah.recovery.restore;

import org.jspecify.annotations.NullMarked;
