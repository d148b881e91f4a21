package io.howdah.mount.fs;

import java.io.IOException;
import java.util.Collection;

/** What lies below the write cache: the files of a backup, which never change. Safe for use by several threads. */
public interface Base extends AutoCloseable {

    /** @return every directory, file and symbolic link, in no particular order; costs O(files), and loads no content */
    Collection<BaseEntry> entries() throws IOException;

    /**
     * @param path of a file among the entries
     * @return its content; the same file may be opened many times, and is not closed
     */
    BaseFile open(String path) throws IOException;

    /** The cluster's WAL beyond that of the backup, which is among the entries below {@code wal}. */
    default ArchivedWal wal() {
        return ArchivedWal.NONE;
    }

    /** What was read since it was opened, as far as this base counts it. */
    default BaseReads reads() {
        return BaseReads.NONE;
    }

    @Override
    void close() throws IOException;
}
