/** Copies of backups on native file systems, to become data directories of their own. */
@NullMarked
package io.howdah.mover.copy;

import org.jspecify.annotations.NullMarked;
