package io.howdah.repository.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Positional reads of one file. An interrupted thread closes a FileChannel for all its users; the others reopen it here
 * and go on.
 */
final class FileReader implements ObjectReader {

    private final Path file;
    private volatile FileChannel channel;
    private boolean closed;

    FileReader(Path file) throws IOException {
        this.file = file;
        this.channel = FileChannel.open(file, StandardOpenOption.READ);
    }

    @Override
    public int read(long offset, ByteBuffer target) throws IOException {
        int start = target.position();
        while (target.hasRemaining()) {
            FileChannel current = channel;
            try {
                if (current.read(target, offset + target.position() - start) < 0) {
                    break;
                }
            } catch (ClosedByInterruptException e) {
                throw e;
            } catch (ClosedChannelException e) {
                reopen(current);
            }
        }
        return target.position() - start;
    }

    private synchronized void reopen(FileChannel dead) throws IOException {
        if (closed) {
            throw new ClosedChannelException();
        }
        if (channel == dead) {
            channel = FileChannel.open(file, StandardOpenOption.READ);
        }
    }

    @Override
    public long size() throws IOException {
        while (true) {
            FileChannel current = channel;
            try {
                return current.size();
            } catch (ClosedChannelException e) {
                reopen(current);
            }
        }
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        channel.close();
    }
}
