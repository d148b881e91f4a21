/** The file system in plain Java: a backup below, a write cache above, errno results, nothing of FUSE. */
@NullMarked
package io.howdah.mount.fs;

import org.jspecify.annotations.NullMarked;
