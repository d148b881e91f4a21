package io.howdah.mover.copy;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.repository.read.FileEntry;
import io.howdah.repository.stream.FileKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CopyJournalTest {

    private static final List<CopyRange> RANGES = CopyRange.of(
            new FileEntry(7, "data/base/1/2", FileKind.MAIN, 0600, 200L << 20, Instant.EPOCH, null), Path.of("/x"));

    @TempDir
    private Path directory;

    @Test
    void aLargeFileHasRangesThatCoverIt() {
        assertThat(RANGES).hasSize(4);
        assertThat(RANGES.stream().mapToLong(CopyRange::length).sum()).isEqualTo(200L << 20);
        assertThat(RANGES.getLast().to()).isEqualTo(200L << 20);
    }

    @Test
    void remembersWhatWasAdded() throws IOException {
        try (CopyJournal journal = CopyJournal.open(directory, "copy one")) {
            assertThat(journal.has(RANGES.getFirst())).isFalse();
            journal.add(RANGES.subList(0, 2));
        }
        try (CopyJournal journal = CopyJournal.open(directory, "copy one")) {
            assertThat(RANGES.stream().filter(journal::has)).containsExactlyElementsOf(RANGES.subList(0, 2));
            journal.add(RANGES.subList(2, 3));
        }
        try (CopyJournal journal = CopyJournal.open(directory, "copy one")) {
            assertThat(RANGES.stream().filter(journal::has)).containsExactlyElementsOf(RANGES.subList(0, 3));
        }
    }

    @Test
    void aLineThatWasCutOffCountsForNothing() throws IOException {
        try (CopyJournal journal = CopyJournal.open(directory, "copy one")) {
            journal.add(RANGES.subList(0, 1));
        }
        // of a line such as "7 671088640"
        Files.writeString(CopyJournal.file(directory), "7 67108864", StandardOpenOption.APPEND);
        try (CopyJournal journal = CopyJournal.open(directory, "copy one")) {
            assertThat(RANGES.stream().filter(journal::has)).containsExactly(RANGES.getFirst());
            journal.add(RANGES.subList(2, 3));
        }
        try (CopyJournal journal = CopyJournal.open(directory, "copy one")) {
            assertThat(RANGES.stream().filter(journal::has)).containsExactly(RANGES.get(0), RANGES.get(2));
        }
    }

    @Test
    void whatAnotherCopyLeftCountsForNothing() throws IOException {
        try (CopyJournal journal = CopyJournal.open(directory, "copy one")) {
            journal.add(RANGES);
        }
        try (CopyJournal journal = CopyJournal.open(directory, "copy two")) {
            assertThat(RANGES).noneMatch(journal::has);
        }
    }
}
