@NullMarked
package io.howdah.openapi.state;

import org.jspecify.annotations.NullMarked;
