/** Writing a backup and describing a complete one. */
@NullMarked
package io.howdah.repository.backup;

import org.jspecify.annotations.NullMarked;
