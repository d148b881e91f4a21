/** Calls that come too late are known and refused. */
@NullMarked
package io.howdah.openapi.fence;

import org.jspecify.annotations.NullMarked;
