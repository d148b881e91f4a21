/** What log lines say they are about, and how that goes from service to service. */
@NullMarked
package io.howdah.openapi.log;

import org.jspecify.annotations.NullMarked;
