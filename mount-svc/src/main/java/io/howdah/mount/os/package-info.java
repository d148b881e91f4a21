/** Calls into the C library that the Java platform has no words for, through the Foreign Function API. */
@NullMarked
package io.howdah.mount.os;

import org.jspecify.annotations.NullMarked;
