/**
 * The items of a backup stream, as they travel from bindump and as they are stored.
 *
 * <p>A stream is an RFC 8742 CBOR sequence: a {@link io.howdah.repository.stream.StreamHeader}, then files with their
 * packs, then a {@link io.howdah.repository.stream.StreamEnd}. See docs/repository-format.md.
 */
@NullMarked
package io.howdah.repository.stream;

import org.jspecify.annotations.NullMarked;
