/** Backup jobs: they pull a cluster from a bindump listener into the repository. */
@NullMarked
package io.howdah.mover.backup;

import org.jspecify.annotations.NullMarked;
