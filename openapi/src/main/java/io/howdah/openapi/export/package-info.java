/** What the generator cannot express of the contract of exports. */
@NullMarked
package io.howdah.openapi.export;

import org.jspecify.annotations.NullMarked;
