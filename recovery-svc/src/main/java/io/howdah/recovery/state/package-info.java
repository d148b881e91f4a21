/** The database that holds the state, and how its changes become durable. */
@NullMarked
package io.howdah.recovery.state;

import org.jspecify.annotations.NullMarked;
