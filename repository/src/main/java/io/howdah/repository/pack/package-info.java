/** Frames: the unit of compression, of checksums and of random reads. */
@NullMarked
package io.howdah.repository.pack;

import org.jspecify.annotations.NullMarked;
