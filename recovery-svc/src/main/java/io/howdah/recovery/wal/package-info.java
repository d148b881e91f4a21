/** The WAL of clusters: streaming it into the repository, and the points in time that it makes reachable. */
@NullMarked
package io.howdah.recovery.wal;

import org.jspecify.annotations.NullMarked;
