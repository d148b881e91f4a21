/** Errors as every service answers them: RFC 9457 problem details with a stable code and a hint. */
@NullMarked
package io.howdah.openapi.problem;

import org.jspecify.annotations.NullMarked;
