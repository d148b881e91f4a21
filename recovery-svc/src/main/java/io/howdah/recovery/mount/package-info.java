/** Mounts of backups on hosts, as sessions need them. */
@NullMarked
package io.howdah.recovery.mount;

import org.jspecify.annotations.NullMarked;
