package io.howdah.mount.fs;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The WAL that is archived of the mounted cluster, as PostgreSQL names its files. More comes while it is mounted, and a
 * segment may become longer until it is whole; nothing else of it changes. Safe for use by several threads.
 */
public interface ArchivedWal {

    /** Nothing, of which nothing comes. */
    ArchivedWal NONE = new ArchivedWal() {
        @Override
        public List<String> names() {
            return List.of();
        }

        @Override
        public OptionalLong size(String name) {
            return OptionalLong.empty();
        }

        @Override
        public Optional<InputStream> open(String name) {
            return Optional.empty();
        }
    };

    /** @return what is there now, in no particular order */
    List<String> names() throws IOException;

    /** @return bytes of a file, empty when there is none of that name now */
    OptionalLong size(String name) throws IOException;

    /**
     * @return the content from the first byte on, as it is now, empty when there is none of that name; reading fails
     *     where it is damaged
     */
    Optional<InputStream> open(String name) throws IOException;
}
