package io.howdah.mover.bindump.backup;

import io.howdah.mover.bindump.wire.Cancellation;
import io.howdah.mover.bindump.wire.PgError;
import io.howdah.repository.stream.FileAnnouncement;
import io.howdah.repository.stream.FileEnd;
import io.howdah.repository.stream.FileKind;
import io.howdah.repository.stream.StreamEncoder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Copies files into one stream. Not thread-safe; one per worker. */
final class FileCopier {

    private static final Logger LOG = LoggerFactory.getLogger(FileCopier.class);
    private static final int READ = 256 * 1024;
    private static final int PAGE = PageChecksum.PAGE_SIZE;
    private static final long PAGES_PER_SEGMENT = (1L << 30) / PAGE;

    private final StreamEncoder encoder;
    private final @Nullable PageVerifier verifier;
    private final Cancellation cancellation;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(READ);

    private long files;
    private long corruptPages;

    /** @param verifier null when pages are not checked */
    FileCopier(StreamEncoder encoder, @Nullable PageVerifier verifier, Cancellation cancellation) {
        this.encoder = encoder;
        this.verifier = verifier;
        this.cancellation = cancellation;
    }

    long corruptPages() {
        return corruptPages;
    }

    void directory(SourceFile directory) throws IOException {
        encoder.announce(FileAnnouncement.directory(
                files++, directory.path(), directory.mode(), Instant.ofEpochMilli(directory.modifiedMillis())));
    }

    /** Copies the file as it now is; one that has vanished is skipped. */
    void file(SourceFile source, Path path) throws IOException, PgError {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            long size = channel.size();
            RelationName relation = source.relation() && size % PAGE == 0
                    ? RelationName.parse(source.name()).orElse(null)
                    : null;
            FileAnnouncement file = FileAnnouncement.file(
                    files++,
                    source.path(),
                    relation == null ? FileKind.OTHER : relation.fork(),
                    source.mode(),
                    size,
                    Instant.ofEpochMilli(source.modifiedMillis()),
                    relation == null ? 0 : relation.segment());
            encoder.announce(file);
            content(channel, file, relation);
        } catch (NoSuchFileException e) {
            LOG.debug("{} vanished before it was copied", path);
        } catch (AccessDeniedException e) {
            throw FileWalk.unreadable(e);
        }
    }

    /** Copies content that is in memory. */
    void bytes(String path, int mode, byte[] content) throws IOException {
        FileAnnouncement file =
                FileAnnouncement.file(files++, path, FileKind.OTHER, mode, content.length, Instant.now(), 0);
        encoder.announce(file);
        if (content.length > 0) {
            encoder.content(file, 0, ByteBuffer.wrap(content));
        }
        encoder.end(new FileEnd(file.number(), content.length, List.of()));
    }

    /**
     * Reads as far as the file went when it was opened: what is appended later comes back by recovery. A file that
     * shrinks meanwhile ends where it ended.
     */
    private void content(FileChannel channel, FileAnnouncement file, @Nullable RelationName relation)
            throws IOException, PgError {
        List<Long> corrupt = new ArrayList<>();
        long offset = 0;
        while (offset < file.size()) {
            cancellation.check();
            buffer.clear().limit((int) Math.min(READ, file.size() - offset));
            fill(channel, offset);
            int length = relation == null ? buffer.position() : buffer.position() / PAGE * PAGE;
            if (length == 0) {
                break;
            }
            buffer.position(0).limit(length);
            if (relation != null && verifier != null) {
                corrupt.addAll(verifier.verify(channel, buffer, offset, relation.segment() * PAGES_PER_SEGMENT));
            }
            encoder.content(file, offset, buffer);
            offset += length;
        }
        encoder.end(new FileEnd(file.number(), offset, corrupt));
        if (!corrupt.isEmpty()) {
            corruptPages += corrupt.size();
            LOG.warn("{} has {} corrupt page(s), the first is {}", file.path(), corrupt.size(), corrupt.getFirst());
        }
    }

    private void fill(FileChannel channel, long offset) throws IOException {
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, offset + buffer.position()) < 0) {
                return;
            }
        }
    }
}
