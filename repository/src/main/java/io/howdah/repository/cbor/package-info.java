/** The part of CBOR (RFC 8949) that the format uses: definite lengths, integers, strings, arrays, maps, booleans. */
@NullMarked
package io.howdah.repository.cbor;

import org.jspecify.annotations.NullMarked;
