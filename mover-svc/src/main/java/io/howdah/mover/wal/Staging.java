package io.howdah.mover.wal;

import io.howdah.repository.wal.WalSegment;
import io.howdah.repository.wal.WrittenWal;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.util.FileSystemUtils;

/**
 * Where pg_receivewal writes. It finds out from the files here where it has to go on, so the newest one always stays.
 */
final class Staging {

    private static final Pattern SEGMENT = Pattern.compile("[0-9A-F]{24}(\\.partial)?");
    private static final Pattern HISTORY = Pattern.compile("[0-9A-F]{8}\\.history");
    private static final int NAME_LENGTH = 24;
    private static final int BUFFER = 1 << 16;

    private final Path home;

    /** @param home of one receiver; what it needs besides segments lies here, too */
    Staging(Path home) {
        this.home = home;
    }

    /** Makes what is not there, for nobody else to look into. */
    void make() throws IOException {
        Files.createDirectories(segments());
    }

    Path segments() {
        return home.resolve("segments");
    }

    Path log() {
        return home.resolve("pg_receivewal.log");
    }

    Path passwords() {
        return home.resolve("pgpass");
    }

    /** In the order in which they were written. */
    List<StagedFile> files(int segmentSize) throws IOException {
        return named(SEGMENT).stream()
                .map(path -> staged(path, segmentSize))
                .sorted()
                .toList();
    }

    List<Path> histories() throws IOException {
        return named(HISTORY);
    }

    /** The segment that pg_receivewal asks for next; empty when the server says where to begin. */
    Optional<WalSegment> next(int segmentSize) throws IOException {
        List<StagedFile> files = files(segmentSize);
        if (files.isEmpty()) {
            return Optional.empty();
        }
        StagedFile last = files.getLast();
        return Optional.of(last.partial() ? last.segment() : last.segment().next());
    }

    /** The position behind what is written of a segment; that of its beginning when nothing is. */
    static long end(StagedFile file, int segmentSize) throws IOException {
        long start = file.segment().startLsn(segmentSize);
        if (!file.partial()) {
            return start + segmentSize;
        }
        try (InputStream content = new BufferedInputStream(Files.newInputStream(file.path()), BUFFER)) {
            return start + WrittenWal.bytes(content, start);
        }
    }

    void remove() throws IOException {
        FileSystemUtils.deleteRecursively(home);
    }

    private static StagedFile staged(Path path, int segmentSize) {
        String name = path.getFileName().toString();
        return new StagedFile(
                path, WalSegment.parse(name.substring(0, NAME_LENGTH), segmentSize), name.length() > NAME_LENGTH);
    }

    private List<Path> named(Pattern pattern) throws IOException {
        try (Stream<Path> files = Files.list(segments())) {
            return files.filter(file ->
                            pattern.matcher(file.getFileName().toString()).matches())
                    .toList();
        }
    }
}
