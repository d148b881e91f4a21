/** The way to recovery-svc: how it is reached, as whom, and what becomes of its failures. */
@NullMarked
package io.howdah.gateway.recovery;

import org.jspecify.annotations.NullMarked;
