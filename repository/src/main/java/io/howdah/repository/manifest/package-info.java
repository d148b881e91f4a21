/** The file table of a backup and where each file's content lies. */
@NullMarked
package io.howdah.repository.manifest;

import org.jspecify.annotations.NullMarked;
