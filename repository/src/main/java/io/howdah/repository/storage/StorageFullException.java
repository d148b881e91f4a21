package io.howdah.repository.storage;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** There is no room for what was to be stored. */
public final class StorageFullException extends IOException {

    private static final long serialVersionUID = 1L;

    /** @param message names the storage, the bytes that are left there, and how many of them have to stay free */
    public StorageFullException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
