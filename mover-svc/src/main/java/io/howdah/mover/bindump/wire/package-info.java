/** PostgreSQL's frontend/backend protocol 3.0 as a server speaks it: messages in, messages out. */
@NullMarked
package io.howdah.mover.bindump.wire;

import org.jspecify.annotations.NullMarked;
