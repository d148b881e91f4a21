/** Mounts: what the caller asked for, what became of it, and how it is kept so when a worker or this service dies. */
@NullMarked
package io.howdah.mount.mount;

import org.jspecify.annotations.NullMarked;
