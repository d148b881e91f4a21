/** Sessions: durable operations made of steps that are repeated, retried and undone. */
@NullMarked
package io.howdah.recovery.session;

import org.jspecify.annotations.NullMarked;
