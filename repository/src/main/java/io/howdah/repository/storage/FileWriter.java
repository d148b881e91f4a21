package io.howdah.repository.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Writes a file from its beginning. */
final class FileWriter implements ObjectWriter {

    private final FileChannel channel;
    private final @Nullable Path directory;

    /** @param directory to fsync with the file, or null when its name is not final yet */
    FileWriter(FileChannel channel, @Nullable Path directory) {
        this.channel = channel;
        this.directory = directory;
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
        if (directory != null) {
            DirectoryStorage.syncDirectory(directory);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
