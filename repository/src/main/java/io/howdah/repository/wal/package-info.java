/** The WAL archive of a cluster: segments and timeline histories. */
@NullMarked
package io.howdah.repository.wal;

import org.jspecify.annotations.NullMarked;
