package io.howdah.repository.stream;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A file, directory or link that the following items of the same stream are about.
 *
 * @param number unique within its stream; packs name the file by it
 * @param path logical path: {@code data/...}, {@code tablespaces/<oid>/...}, {@code externals/<absolute path>} or
 *     {@code wal/<segment>}
 * @param mode permission bits, such as 0600 (octal)
 * @param size bytes when the file was listed
 * @param modified to the millisecond
 * @param segment number of the relation's segment, 0 for the first and for what is no relation
 * @param incremental whether pages that are not sent are those of the parent backup rather than zeros
 * @param target where a {@link FileKind#LINK} points to; null for the others
 */
public record FileAnnouncement(
        long number,
        String path,
        FileKind kind,
        int mode,
        long size,
        Instant modified,
        int segment,
        boolean incremental,
        @Nullable String target)
        implements StreamItem {

    public FileAnnouncement {
        if ((kind == FileKind.LINK) != (target != null)) {
            throw new IllegalArgumentException(path + ": a link, and nothing else, has a target");
        }
    }

    /** A file that is copied whole. */
    public static FileAnnouncement file(
            long number, String path, FileKind kind, int mode, long size, Instant modified, int segment) {
        return new FileAnnouncement(number, path, kind, mode, size, modified, segment, false, null);
    }

    public static FileAnnouncement directory(long number, String path, int mode, Instant modified) {
        return new FileAnnouncement(number, path, FileKind.DIRECTORY, mode, 0, modified, 0, false, null);
    }

    public static FileAnnouncement link(long number, String path, Instant modified, String target) {
        return new FileAnnouncement(number, path, FileKind.LINK, 0777, 0, modified, 0, false, target);
    }
}
