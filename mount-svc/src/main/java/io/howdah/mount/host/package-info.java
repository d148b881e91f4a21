/** What this host must have before a backup can be mounted on it, looked at now and said with the way out. */
@NullMarked
package io.howdah.mount.host;

import org.jspecify.annotations.NullMarked;
