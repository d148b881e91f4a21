/** What the operator can set: {@code howdah.mount.*}. */
@NullMarked
package io.howdah.mount.config;

import org.jspecify.annotations.NullMarked;
