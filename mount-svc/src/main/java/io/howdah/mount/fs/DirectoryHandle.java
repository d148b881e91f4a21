package io.howdah.mount.fs;

import io.howdah.mount.os.Directory;
import io.howdah.mount.os.FileStatus;
import java.io.IOException;
import java.util.List;

/** A directory that somebody has open. */
public final class DirectoryHandle {

    private final Directory directory;
    private final UnsyncedFiles unsynced;
    private final Listing listing;

    /** What there is to be seen in a directory, given what there is. */
    interface Listing {
        List<Directory.Entry> of(List<Directory.Entry> present) throws IOException;
    }

    DirectoryHandle(Directory directory, UnsyncedFiles unsynced, Listing listing) {
        this.directory = directory;
        this.unsynced = unsynced;
        this.listing = listing;
    }

    /** @return the names in it now, but {@code .} and {@code ..} */
    public List<Directory.Entry> list() throws IOException {
        return listing.of(directory.list());
    }

    public FileStatus status() throws IOException {
        return directory.status("");
    }

    /** Returns when the names in it are on disk. */
    public void sync() throws IOException {
        unsynced.syncDirectory(directory.status("").inode(), directory.fd()::sync);
    }

    public void close() throws IOException {
        directory.close();
    }
}
