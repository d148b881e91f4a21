/** The repository that this mover writes to, and the backups in it. */
@NullMarked
package io.howdah.mover.catalog;

import org.jspecify.annotations.NullMarked;
