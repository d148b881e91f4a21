/** bindump's commands: their syntax, options and defaults. */
@NullMarked
package io.howdah.mover.bindump.command;

import org.jspecify.annotations.NullMarked;
