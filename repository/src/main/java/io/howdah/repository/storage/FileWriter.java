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

    /** Takes away what was not finished. */
    interface Undoing {

        void undo() throws IOException;
    }

    private final FileChannel channel;
    private final Space space;
    private final Naming naming;
    private final Undoing undoing;
    private boolean finished;

    FileWriter(FileChannel channel, Space space, Naming naming, Undoing undoing) {
        this.channel = channel;
        this.space = space;
        this.naming = naming;
        this.undoing = undoing;
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
        space.require(bytes.remaining());
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            throw space.explain(e);
        }
    }

    @Override
    public void finish() throws IOException {
        try {
            channel.force(true);
        } catch (IOException e) {
            throw space.explain(e);
        }
        channel.close();
        naming.complete();
        finished = true;
    }

    @Override
    public void close() throws IOException {
        channel.close();
        if (!finished) {
            undoing.undo();
        }
    }
}
