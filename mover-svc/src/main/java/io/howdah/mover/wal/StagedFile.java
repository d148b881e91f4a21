package io.howdah.mover.wal;

import io.howdah.repository.wal.WalSegment;
import java.nio.file.Path;
import java.util.Comparator;

/**
 * A segment as pg_receivewal has written it.
 *
 * @param partial whether more of it is to come, or was not to come because the timeline ended in it
 */
record StagedFile(Path path, WalSegment segment, boolean partial) implements Comparable<StagedFile> {

    private static final Comparator<StagedFile> ORDER = Comparator.<StagedFile>comparingLong(
                    file -> file.segment().number())
            .thenComparingInt(file -> file.segment().timeline());

    /** In the order in which WAL is written: a new timeline goes on in the segment in which its parent ended. */
    @Override
    public int compareTo(StagedFile other) {
        return ORDER.compare(this, other);
    }
}
