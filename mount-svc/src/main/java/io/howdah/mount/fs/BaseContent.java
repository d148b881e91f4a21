package io.howdah.mount.fs;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The content of one file of the backup, opened when first read. */
final class BaseContent {

    private final Base base;
    private final BaseEntry entry;
    private volatile @Nullable BaseFile file;

    BaseContent(Base base, BaseEntry entry) {
        this.base = base;
        this.entry = entry;
    }

    long size() {
        return entry.size();
    }

    void readFully(long offset, ByteBuffer direct) throws IOException {
        BaseFile opened = file;
        if (opened == null) {
            opened = base.open(entry.path());
            file = opened;
        }
        long at = offset;
        while (direct.hasRemaining()) {
            int n = opened.read(at, direct);
            if (n <= 0) {
                throw new EOFException("the backup of " + entry.path() + " ends at " + at + ", not at " + entry.size());
            }
            at += n;
        }
    }
}
