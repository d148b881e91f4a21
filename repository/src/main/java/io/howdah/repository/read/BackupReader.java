package io.howdah.repository.read;

import io.howdah.repository.backup.BackupControl;
import java.util.List;

/** An open backup, protected from deletion by a lease until it is closed. Thread-safe. */
public final class BackupReader implements AutoCloseable {

    private BackupReader() {}

    public BackupControl control() {
        throw new UnsupportedOperationException();
    }

    /** All files, directories and links; no content is touched. Directories come before what is in them. */
    public List<FileEntry> files() {
        throw new UnsupportedOperationException();
    }

    public FileContent open(FileEntry file) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
