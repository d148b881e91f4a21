package io.howdah.mover.instance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where recovery ended. The history file of the new timeline says it (PostgreSQL, timeline.c, writeTimeLineHistory), so
 * that no connection is needed, for which a role would have to be known.
 *
 * @param timeline that recovery followed to its end
 * @param lsn behind the last record that was replayed
 */
record ReachedLsn(int timeline, String lsn) {

    /** Empty when the data directory has never begun a timeline of its own. */
    static Optional<ReachedLsn> read(Path data) {
        try (Stream<Path> files = Files.list(data.resolve("pg_wal"))) {
            Optional<Path> newest = files.filter(
                            file -> file.getFileName().toString().matches("[0-9A-F]{8}\\.history"))
                    .max(Comparator.comparing(Path::getFileName));
            return newest.isEmpty()
                    ? Optional.empty()
                    : lastSwitch(Files.readString(newest.get(), StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the timelines of " + data, e);
        }
    }

    /** Lines are: parent timeline, where it was left, why. */
    static Optional<ReachedLsn> lastSwitch(String history) {
        return history.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .map(line -> line.split("\\s+"))
                .filter(columns -> columns.length > 1)
                .map(columns -> new ReachedLsn(Integer.parseUnsignedInt(columns[0]), columns[1]))
                .reduce((first, last) -> last);
    }
}
