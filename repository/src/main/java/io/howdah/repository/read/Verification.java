package io.howdah.repository.read;

import io.howdah.repository.RepositoryException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What reading a whole backup found.
 *
 * @param files read
 * @param bytes read
 * @param damages at most 1,000 of them, by file
 */
public record Verification(long files, long bytes, List<Damage> damages) {

    private static final int CHUNK = 128 * 1024;
    private static final int MOST_DAMAGES = 1000;

    /** One damaged place. */
    public record Damage(String path, long offset, String message) {}

    public boolean isIntact() {
        return damages.isEmpty();
    }

    /** Reads every file from beginning to end. */
    public static Verification of(BackupReader reader) {
        ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK);
        List<Damage> damages = new ArrayList<>();
        long files = 0;
        long bytes = 0;
        for (FileEntry file : reader.files()) {
            if (file.type() == FileEntry.Type.FILE) {
                files++;
                bytes += file.size();
                verify(reader.open(file), file, chunk, damages);
            }
        }
        return new Verification(files, bytes, List.copyOf(damages));
    }

    private static void verify(FileContent content, FileEntry file, ByteBuffer chunk, List<Damage> damages) {
        for (long offset = 0; offset < file.size() && damages.size() < MOST_DAMAGES; offset += CHUNK) {
            try {
                content.read(offset, chunk.clear());
            } catch (RepositoryException e) {
                damages.add(new Damage(file.path(), offset, String.valueOf(e.getMessage())));
            }
        }
    }
}
