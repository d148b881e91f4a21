/** Backups over the replication protocol: a listener that drivers connect to as they do to a walsender. */
@NullMarked
package io.howdah.mover.bindump;

import org.jspecify.annotations.NullMarked;
