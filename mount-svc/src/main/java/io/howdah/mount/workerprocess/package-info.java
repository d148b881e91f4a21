/** Worker processes as mount-svc sees them: how they are started, spoken to, watched, ended and cleaned up after. */
@NullMarked
package io.howdah.mount.workerprocess;

import org.jspecify.annotations.NullMarked;
