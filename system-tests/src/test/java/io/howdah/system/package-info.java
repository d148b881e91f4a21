/** Drives the real services, a real PostgreSQL and real mounts, as a user would, and kills them. */
@NullMarked
package io.howdah.system;

import org.jspecify.annotations.NullMarked;
