package io.howdah.openapi.state;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import org.h2.store.fs.FileBaseDefault;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file that is synced after each change. Reads are the other file's own.
 *
 * <p>A write waits for space: H2 takes one that fails for the end of the database, which then stays closed until the
 * process ends, while reads go on beside one that waits.
 */
final class FsyncFile extends FileBaseDefault {

    private static final Logger LOG = LoggerFactory.getLogger(FsyncFile.class);
    private static final long LOOK_MILLIS = 500;
    private static final int LOOKS_PER_WARNING = 60;

    private final FileChannel file;
    private final String name;

    /** @param name for messages */
    FsyncFile(FileChannel file, String name) {
        this.file = file;
        this.name = name;
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
        return file.read(target, position);
    }

    @Override
    public int write(ByteBuffer source, long position) throws IOException {
        int start = source.position();
        for (int looks = 0; source.hasRemaining(); looks++) {
            try {
                file.write(source, position + source.position() - start);
            } catch (IOException e) {
                awaitSpace(e, looks);
            }
        }
        file.force(false);
        return source.position() - start;
    }

    private void awaitSpace(IOException failure, int looks) throws IOException {
        if (!String.valueOf(failure.getMessage()).contains("No space left on device")) {
            throw failure;
        }
        if (looks % LOOKS_PER_WARNING == 0) {
            LOG.error("{} cannot be written because its disk is full: what would change it waits for space", name);
        }
        try {
            Thread.sleep(LOOK_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure;
        }
    }

    @Override
    public long size() throws IOException {
        return file.size();
    }

    @Override
    protected void implTruncate(long size) throws IOException {
        file.truncate(size);
    }

    @Override
    public void force(boolean metaData) throws IOException {
        file.force(metaData);
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) throws IOException {
        return file.tryLock(position, size, shared);
    }

    @Override
    protected void implCloseChannel() throws IOException {
        file.close();
    }
}
