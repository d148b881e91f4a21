/** Files on disk for good. */
@NullMarked
package io.howdah.mover.file;

import org.jspecify.annotations.NullMarked;
