/** How services recognise each other: a secret shared within one suite. */
@NullMarked
package io.howdah.openapi.secret;

import org.jspecify.annotations.NullMarked;
