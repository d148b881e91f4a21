/** Reads backups back and checks every block of them. */
@NullMarked
package io.howdah.mover.verification;

import org.jspecify.annotations.NullMarked;
