package io.howdah.repository.backup;

import io.howdah.repository.RepositoryException;
import io.howdah.repository.manifest.BlockSource;
import io.howdah.repository.manifest.Manifest;
import io.howdah.repository.manifest.ManifestWriter;
import io.howdah.repository.storage.ObjectReader;
import io.howdah.repository.storage.ObjectWriter;
import io.howdah.repository.storage.Storage;
import io.howdah.repository.stream.StreamParser;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes a manifest again by following the stored streams as they were followed when they came. */
public final class ManifestRebuild {

    private static final Pattern BLOCKS = Pattern.compile("blocks-(\\d{1,5})\\.cborseq");
    private static final int CHUNK = 1 << 20;

    private final BackupDirectory directory;
    private final BackupControl control;

    /** @param directory locked exclusively by the caller */
    public ManifestRebuild(BackupDirectory directory, BackupControl control) {
        this.directory = directory;
        this.control = control;
    }

    /**
     * Writes the manifest, then {@code backup.control} with its new length and checksum. Everything is read once before
     * anything is written: a manifest that is still good is not lost to a block that is not.
     */
    public BackupControl run() throws IOException {
        write(new DiscardingWriter());
        BackupControl fresh = write(directory.storage().create(directory.path(Manifest.OBJECT_NAME)));
        directory.put(fresh);
        return fresh;
    }

    private BackupControl write(ObjectWriter out) throws IOException {
        try (Manifest parent = parent();
                ManifestWriter manifest = new ManifestWriter(out, control.id())) {
            BackupIndex index = new BackupIndex(control.id(), manifest, parent);
            long blockBytes = 0;
            for (int stream : streams()) {
                blockBytes += follow(stream, index);
            }
            ManifestWriter.Finished finished = index.finish();
            return control.withManifest(finished, blockBytes + finished.length(), index.files());
        }
    }

    private static final class DiscardingWriter implements ObjectWriter {

        @Override
        public void write(ByteBuffer bytes) {
            bytes.position(bytes.limit());
        }

        @Override
        public void finish() {
            // nothing is kept
        }

        @Override
        public void close() {
            // nothing is kept
        }
    }

    private @Nullable Manifest parent() {
        String parentId = control.parentId();
        if (parentId == null) {
            return null;
        }
        BackupDirectory parent = new BackupDirectory(directory.storage(), directory.cluster(), parentId);
        return parent.manifest(parent.requireControl());
    }

    private List<Integer> streams() throws IOException {
        Storage storage = directory.storage();
        return storage.list(directory.path("")).stream()
                .map(BLOCKS::matcher)
                .filter(Matcher::matches)
                .map(matcher -> Integer.valueOf(matcher.group(1)))
                .sorted()
                .toList();
    }

    private long follow(int stream, BackupIndex index) throws IOException {
        String path = directory.path(BlockSource.objectName(stream));
        StreamIndex follower = new StreamIndex(index, stream);
        StreamParser parser = new StreamParser(follower);
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
        try (ObjectReader reader = directory.storage().open(path)) {
            while (reader.read(parser.offset(), chunk.clear()) > 0) {
                parser.feed(chunk.flip());
            }
        } catch (RepositoryException e) {
            if (e.code() != RepositoryException.Code.STREAM_INVALID) {
                throw e;
            }
            throw new RepositoryException(
                    RepositoryException.Code.BLOCK_CORRUPT,
                    path + " is damaged near offset " + parser.offset() + ": " + e.getMessage(),
                    "restore that file from a copy, or use another backup",
                    e);
        }
        if (!follower.ended()) {
            throw new RepositoryException(
                    RepositoryException.Code.BLOCK_CORRUPT,
                    path + " ends after " + parser.offset() + " bytes without its end item",
                    "restore that file from a copy, or use another backup");
        }
        return parser.offset();
    }
}
