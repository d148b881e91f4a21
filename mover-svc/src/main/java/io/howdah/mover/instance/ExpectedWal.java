package io.howdah.mover.instance;

import io.howdah.repository.wal.Lsn;
import io.howdah.repository.wal.WalSegment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The newest segment of each timeline when recovery to the end of the WAL began. PostgreSQL takes the first segment
 * that is missing for the end, and says nothing; so what was there beyond it tells that recovery ended too early.
 */
public record ExpectedWal(Map<Integer, Long> newest, int segmentSize) {

    static @Nullable ExpectedWal in(@Nullable Path walDirectory, Optional<Integer> segmentSize) {
        if (walDirectory == null || segmentSize.isEmpty()) {
            return null;
        }
        Map<Integer, Long> newest = new HashMap<>();
        try (Stream<Path> files = Files.list(walDirectory)) {
            files.map(file -> file.getFileName().toString())
                    .filter(name -> name.matches("[0-9A-F]{24}"))
                    .map(name -> WalSegment.parse(name, segmentSize.get()))
                    .forEach(segment -> newest.merge(segment.timeline(), segment.number(), Math::max));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list the WAL in " + walDirectory, e);
        }
        return new ExpectedWal(Map.copyOf(newest), segmentSize.get());
    }

    /**
     * The segment that recovery did not find, though there was a later one. The newest itself may hold no record that
     * is complete.
     */
    Optional<String> missing(ReachedLsn reached) {
        WalSegment last = WalSegment.at(reached.timeline(), Lsn.parse(reached.lsn()) - 1, segmentSize);
        return last.number() + 1 < newest.getOrDefault(reached.timeline(), 0L)
                ? Optional.of(last.next().name(segmentSize))
                : Optional.empty();
    }
}
