package io.howdah.repository.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Writes a file from its beginning. */
final class FileWriter implements ObjectWriter {

    /** Puts the name of a file that is on disk there too. */
    interface Naming {

        void complete() throws IOException;
    }

    private final FileChannel channel;
    private final Naming naming;

    FileWriter(FileChannel channel, Naming naming) {
        this.channel = channel;
        this.naming = naming;
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    @Override
    public void finish() throws IOException {
        channel.force(true);
        channel.close();
        naming.complete();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
