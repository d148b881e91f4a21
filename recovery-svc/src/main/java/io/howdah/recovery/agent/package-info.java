/** Calls to mount-svc and mover-svc: clients, what their failures mean, and patience with short trouble. */
@NullMarked
package io.howdah.recovery.agent;

import org.jspecify.annotations.NullMarked;
