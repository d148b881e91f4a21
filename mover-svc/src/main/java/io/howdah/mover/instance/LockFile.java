package io.howdah.mover.instance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What postmaster.pid says (PostgreSQL, src/include/miscadmin.h, LOCK_FILE_LINE_*).
 *
 * @param status starting, stopping, ready or standby; empty before the server has got that far
 */
record LockFile(long pid, String status) {

    private static final int STATUS_LINE = 7;

    /**
     * Empty when there is none.
     *
     * @throws IOException when the mount does not answer
     */
    static Optional<LockFile> read(Path data) throws IOException {
        List<String> lines;
        try {
            lines = Files.readAllLines(file(data), StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        }
        // a line is written in pieces at start: what is not there yet counts as nothing
        if (lines.isEmpty() || !lines.getFirst().strip().matches("\\d{1,18}")) {
            return Optional.empty();
        }
        String status = lines.size() > STATUS_LINE ? lines.get(STATUS_LINE).strip() : "";
        return Optional.of(new LockFile(Long.parseLong(lines.getFirst().strip()), status));
    }

    /** With hot_standby off it is written when recovery has ended, and not before. */
    boolean ready() {
        return status.equals("ready");
    }

    boolean recovering() {
        return status.equals("standby");
    }

    static Path file(Path data) {
        return data.resolve("postmaster.pid");
    }

    /**
     * Removes one that a dead server has left and that would keep the next one from starting: it names a process which
     * lives, because its pid was given to somebody else; or nobody, because the power went before its content was on
     * disk. To be called when no server runs on the data directory.
     */
    static void removeMisleading(Path data, ProcessTable processes) {
        try {
            boolean stranger = read(data)
                    .filter(lock -> processes.find(lock.pid()).isPresent())
                    .isPresent();
            if (stranger || isBlank(data)) {
                Files.deleteIfExists(file(data));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look at " + file(data), e);
        }
    }

    /** Blocks that were not written read as zeros. */
    private static boolean isBlank(Path data) throws IOException {
        return Files.exists(file(data))
                && Files.readString(file(data), StandardCharsets.ISO_8859_1)
                        .replace('\0', ' ')
                        .isBlank();
    }
}
