/** Backups: what the repository holds, and the session that makes one. */
@NullMarked
package io.howdah.recovery.backup;

import org.jspecify.annotations.NullMarked;
