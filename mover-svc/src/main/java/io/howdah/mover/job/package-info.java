/** Work that goes on in the background after the request that began it: known by its id, waited for, told to stop. */
@NullMarked
package io.howdah.mover.job;

import org.jspecify.annotations.NullMarked;
