package io.howdah.mover.copy;

import io.howdah.mover.file.Durable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which parts of which files are copied and on disk: a line for each, after one that says of what copy. It lies in the
 * data directory until that is whole. A line that was cut off counts for nothing: its part is copied again.
 */
final class CopyJournal implements AutoCloseable {

    static final String NAME = "howdah-copy.journal";

    private final FileChannel channel;
    private final Set<String> done;

    private CopyJournal(FileChannel channel, Set<String> done) {
        this.channel = channel;
        this.done = done;
    }

    static CopyJournal open(Path dataDirectory, String heading) throws IOException {
        Path file = file(dataDirectory);
        Set<String> done = read(file, heading);
        boolean fresh = done.isEmpty();
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (fresh) {
                channel.truncate(0);
                append(channel, heading + "\n");
                Durable.sync(dataDirectory);
            } else {
                // a line that a crash cut off could pass for another one
                channel.truncate(wholeLines(file));
                channel.position(channel.size());
            }
            return new CopyJournal(channel, done);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    static Path file(Path dataDirectory) {
        return dataDirectory.resolve(NAME);
    }

    private static Set<String> read(Path file, String heading) throws IOException {
        String text;
        try {
            text = Files.readString(file, StandardCharsets.US_ASCII);
        } catch (NoSuchFileException absent) {
            return Set.of();
        }
        List<String> lines = text.lines().toList();
        if (lines.isEmpty() || !lines.getFirst().equals(heading)) {
            return Set.of();
        }
        return new HashSet<>(lines.subList(1, text.endsWith("\n") ? lines.size() : lines.size() - 1));
    }

    private static int wholeLines(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.US_ASCII).lastIndexOf('\n') + 1;
    }

    boolean has(CopyRange range) {
        return done.contains(range.line());
    }

    /** To be called when they are on disk. */
    void add(Collection<CopyRange> ranges) throws IOException {
        StringBuilder lines = new StringBuilder();
        ranges.forEach(range -> lines.append(range.line()).append('\n'));
        append(channel, lines.toString());
    }

    private static void append(FileChannel channel, String text) throws IOException {
        ByteBuffer bytes = StandardCharsets.US_ASCII.encode(text);
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        channel.force(true);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
