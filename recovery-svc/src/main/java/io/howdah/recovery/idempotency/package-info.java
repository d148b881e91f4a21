/** Requests that may be sent twice and are done once. */
@NullMarked
package io.howdah.recovery.idempotency;

import org.jspecify.annotations.NullMarked;
