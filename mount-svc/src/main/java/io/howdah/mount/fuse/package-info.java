/** The jnr-fuse engine: translates between libfuse 2 and the file system, and owns the life of the mount. */
@NullMarked
package io.howdah.mount.fuse;

import org.jspecify.annotations.NullMarked;
