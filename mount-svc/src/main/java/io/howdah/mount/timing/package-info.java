/** How long what a worker does takes, as it tells the service. */
@NullMarked
package io.howdah.mount.timing;

import org.jspecify.annotations.NullMarked;
