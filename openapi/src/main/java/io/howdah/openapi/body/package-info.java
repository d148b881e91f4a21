/** How much a request may bring: bodies are bounded before anything reads them. */
@NullMarked
package io.howdah.openapi.body;

import org.jspecify.annotations.NullMarked;
