/** Lists in pages, continued by an opaque cursor. */
@NullMarked
package io.howdah.recovery.page;

import org.jspecify.annotations.NullMarked;
