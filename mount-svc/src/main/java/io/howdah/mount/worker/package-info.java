/** The worker: one plain Java process that mounts one backup, and what mount-svc says to it. */
@NullMarked
package io.howdah.mount.worker;

import org.jspecify.annotations.NullMarked;
