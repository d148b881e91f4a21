/** What this host can run: its PostgreSQL installations, its operating system user, its free space. */
@NullMarked
package io.howdah.mover.host;

import org.jspecify.annotations.NullMarked;
