/** The repository format: packs, manifests, backups. No Spring, no HTTP. */
@NullMarked
package io.howdah.repository;

import org.jspecify.annotations.NullMarked;
