/** Where objects lie: a directory today. */
@NullMarked
package io.howdah.repository.storage;

import org.jspecify.annotations.NullMarked;
