/** Reading files of a complete backup. */
@NullMarked
package io.howdah.repository.read;

import org.jspecify.annotations.NullMarked;
