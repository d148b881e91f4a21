/** What happened in a session: kept with the change that it tells of, and sent to those who follow the session. */
@NullMarked
package io.howdah.recovery.event;

import org.jspecify.annotations.NullMarked;
