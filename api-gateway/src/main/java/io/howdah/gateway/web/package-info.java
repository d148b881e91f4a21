/**
 * What every request passes first: canonical paths, the token, the size limit; and errors from below the dispatcher.
 */
@NullMarked
package io.howdah.gateway.web;

import org.jspecify.annotations.NullMarked;
