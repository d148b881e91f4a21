/** Runs beside PostgreSQL: bindump, backup jobs, instances. */
@NullMarked
package io.howdah.mover;

import org.jspecify.annotations.NullMarked;
