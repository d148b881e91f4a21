/** Exports: dumps of databases, delivered to a directory of a host, and the sessions that make them. */
@NullMarked
package io.howdah.recovery.export;

import org.jspecify.annotations.NullMarked;
