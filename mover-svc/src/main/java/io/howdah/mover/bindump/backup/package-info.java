/** One backup as the source's side takes it: backup mode, files and pages, WAL. */
@NullMarked
package io.howdah.mover.bindump.backup;

import org.jspecify.annotations.NullMarked;
