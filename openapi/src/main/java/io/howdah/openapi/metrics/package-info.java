/** What every service shows of itself to Prometheus. */
@NullMarked
package io.howdah.openapi.metrics;

import org.jspecify.annotations.NullMarked;
