/** What every query has to be like. */
@NullMarked
package io.howdah.recovery.query;

import org.jspecify.annotations.NullMarked;
