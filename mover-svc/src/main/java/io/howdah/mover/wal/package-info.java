/** WAL of the clusters beside this mover on its way into the repository: streamed by pg_receivewal, or pushed. */
@NullMarked
package io.howdah.mover.wal;

import org.jspecify.annotations.NullMarked;
