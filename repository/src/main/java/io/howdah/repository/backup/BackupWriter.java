package io.howdah.repository.backup;

import io.howdah.repository.stream.BackupStop;
import org.jspecify.annotations.Nullable;

/** A backup that is being written. Thread-safe; its streams are not. */
public final class BackupWriter implements AutoCloseable {

    private BackupWriter() {}

    /** Opens {@code blocks-<workerId>.cborseq}; each worker, and stop_backup's stream, has one of its own. */
    public PackStream stream(int workerId) {
        throw new UnsupportedOperationException();
    }

    /** Raw bytes of the packs received so far. */
    public long rawBytes() {
        throw new UnsupportedOperationException();
    }

    /** Bytes stored so far. */
    public long storedBytes() {
        throw new UnsupportedOperationException();
    }

    /** What the stop item of a stream said; null before it came. */
    public @Nullable BackupStop stop() {
        throw new UnsupportedOperationException();
    }

    /** The source's part of backup.control, from a stream; null before it came. */
    public @Nullable SourceInfo source() {
        throw new UnsupportedOperationException();
    }

    /** Makes the backup exist. All streams are closed before. On disk when this returns. */
    public BackupControl commit(StopInfo stop) {
        throw new UnsupportedOperationException();
    }

    /** Removes what was stored. Harmless after commit. */
    public void abort() {
        throw new UnsupportedOperationException();
    }

    /** Aborts unless committed. */
    @Override
    public void close() {
        abort();
    }
}
