/** Dumps on their way from one mover to another, file by file, into a directory of this host. */
@NullMarked
package io.howdah.mover.transfer;

import org.jspecify.annotations.NullMarked;
