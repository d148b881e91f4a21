package io.howdah.mount.worker;

import org.jspecify.annotations.Nullable;

/**
 * Why a worker could not do what it was asked to.
 *
 * @param code stable, such as {@code FUSE_DEVICE_MISSING}; all of them are constants of {@link WorkerException}
 * @param detail lower case, what happened to what
 * @param hint the way out, or null when there is none to give
 */
public record WorkerError(
        String code, String detail, @Nullable String hint) {}
