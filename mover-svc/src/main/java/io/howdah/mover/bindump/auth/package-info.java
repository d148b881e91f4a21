/** Who may connect to bindump: SCRAM-SHA-256 against the cluster's own roles, or the mover's own OS user. */
@NullMarked
package io.howdah.mover.bindump.auth;

import org.jspecify.annotations.NullMarked;
