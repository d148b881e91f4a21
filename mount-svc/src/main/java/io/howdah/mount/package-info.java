/** Mounts backups through FUSE, one worker process for each mount. */
@NullMarked
package io.howdah.mount;

import org.jspecify.annotations.NullMarked;
