package io.howdah.repository.wal;

import static io.howdah.repository.wal.SampleSegment.CLUSTER;
import static io.howdah.repository.wal.SampleSegment.SIZE;
import static io.howdah.repository.wal.SampleSegment.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.repository.FailingStorage;
import io.howdah.repository.Repository;
import io.howdah.repository.RepositoryException;
import io.howdah.repository.backup.ClusterInfo;
import io.howdah.repository.storage.DirectoryStorage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WalArchiveTest {

    private static final WalSegment FIRST = new WalSegment(1, 7);

    @TempDir
    Path directory;

    private DirectoryStorage storage;
    private WalWriter writer;

    @BeforeEach
    void open() throws IOException {
        storage = new DirectoryStorage(directory);
        writer = Repository.open(storage).archiveWal(CLUSTER);
    }

    @AfterEach
    void close() throws IOException {
        writer.close();
    }

    @Test
    void givesBackWhatWasArchived() throws IOException {
        byte[] content = SampleSegment.of(FIRST);
        assertThat(writer.put(FIRST, stream(content))).isEqualTo(WalWriter.Outcome.ARCHIVED);
        assertThat(writer.put(FIRST, stream(content))).isEqualTo(WalWriter.Outcome.PRESENT);
        assertThat(read(FIRST)).isEqualTo(content);
        assertThat(Repository.open(storage).wal("main").orElseThrow().segments(1))
                .containsExactly(FIRST);
        assertThat(Repository.open(storage).wal("other")).isEmpty();
    }

    @Test
    void removesAllOfAClusterWithoutBackupsOnceNobodyArchives() throws IOException {
        Repository repository = Repository.open(storage);
        writer.put(FIRST, stream(SampleSegment.of(FIRST)));
        writer.putHistory(2, "1\t0/7000100\tno recovery target specified\n".getBytes(StandardCharsets.UTF_8));
        fails(RepositoryException.Code.WAL_ARCHIVER_RUNNING, () -> repository.deleteWal("main"));
        writer.close();
        repository.deleteWal("main");
        repository.deleteWal("main");
        repository.deleteWal("other");
        assertThat(repository.wal("main").orElseThrow().timelines()).isEmpty();
        assertThat(repository.wal("main").orElseThrow().history(2)).isEmpty();
        writer = repository.archiveWal(new ClusterInfo("main", "7300000000000000099", 15, 8192, SIZE));
    }

    @Test
    void removesWhatIsOlderThanAPosition() throws IOException {
        WalSegment next = FIRST.next();
        WalSegment last = next.next();
        for (WalSegment segment : new WalSegment[] {FIRST, next, last}) {
            writer.put(segment, stream(SampleSegment.of(segment)));
        }
        WalRemoval removal = new WalRemoval(storage, "main", writer.archive());
        assertThat(removal.before(next.startLsn(SIZE) - 1)).isZero();
        assertThat(removal.before(next.startLsn(SIZE) + 100)).isEqualTo(1);
        assertThat(writer.archive().segments(1)).containsExactly(next, last);
    }

    @Test
    void refusesAnotherContentUnderTheSameName() throws IOException {
        byte[] content = SampleSegment.of(FIRST);
        writer.put(FIRST, stream(content));
        for (int at : new int[] {100, SIZE / 2, SIZE - 1}) {
            byte[] other = content.clone();
            other[at] ^= 1;
            fails(RepositoryException.Code.WAL_DIFFERS, () -> writer.put(FIRST, stream(other)));
        }
        fails(RepositoryException.Code.WAL_DIFFERS, () -> writer.put(FIRST, stream(Arrays.copyOf(content, SIZE + 1))));
        mismatch(FIRST, Arrays.copyOf(content, SIZE - 1));
        assertThat(read(FIRST)).isEqualTo(content);
    }

    @Test
    void refusesWhatIsNotTheSegment() {
        mismatch(FIRST, SampleSegment.of(FIRST.next()));
        mismatch(FIRST, SampleSegment.written(FIRST, 1, "7300000000000000002", SIZE));
        mismatch(FIRST, SampleSegment.written(FIRST, 2, CLUSTER.systemIdentifier(), SIZE));
        mismatch(FIRST, Arrays.copyOf(SampleSegment.of(FIRST), SIZE - 8192));
        mismatch(FIRST, Arrays.copyOf(SampleSegment.of(FIRST), SIZE + 1));
        mismatch(FIRST, new byte[0]);
        mismatch(FIRST, new byte[SIZE]);
        assertThat(writer.archive().segments(1)).isEmpty();
        assertThat(writer.archive().ranges(1)).isEmpty();
    }

    @Test
    void acceptsTheParentsPagesAtTheBeginningOfATimeline() throws IOException {
        WalSegment segment = new WalSegment(2, 7);
        byte[] content = SampleSegment.written(segment, 1, CLUSTER.systemIdentifier(), SIZE);
        writer.put(segment, stream(content));
        assertThat(read(segment)).isEqualTo(content);
    }

    @Test
    void aPartialSegmentGrowsUntilTheWholeOneIsThere() throws IOException {
        writer.put(FIRST, stream(SampleSegment.of(FIRST)));
        WalSegment open = FIRST.next();
        for (int end : new int[] {8192, 100_000}) {
            byte[] sofar = SampleSegment.written(open, 1, CLUSTER.systemIdentifier(), end);
            writer.putPartial(open, stream(sofar));
            assertThat(read(open)).isEqualTo(sofar);
            assertThat(writer.archive().partialSegments(1)).containsExactly(open);
            assertThat(writer.archive().segments(1)).containsExactly(FIRST);
        }
        writer.put(open, stream(SampleSegment.of(open)));
        writer.putPartial(open, stream(SampleSegment.written(open, 1, CLUSTER.systemIdentifier(), 8192)));
        assertThat(writer.archive().partialSegments(1)).isEmpty();
        assertThat(read(open)).isEqualTo(SampleSegment.of(open));
    }

    @Test
    void tellsWhatIsThereAndWhereTheGapsAre() {
        for (long number : new long[] {7, 8, 11, 13, 12}) {
            WalSegment segment = new WalSegment(1, number);
            writer.put(segment, stream(SampleSegment.of(segment)));
        }
        assertThat(writer.archive().timelines()).containsExactly(1);
        assertThat(writer.archive().ranges(1))
                .containsExactly(new WalRange(1, 7L * SIZE, 9L * SIZE), new WalRange(1, 11L * SIZE, 14L * SIZE));
    }

    @Test
    void keepsHistories() {
        byte[] content =
                "1\t0/A000198\tno recovery target specified\n\n2\t1/0\tbefore 2026\n".getBytes(StandardCharsets.UTF_8);
        assertThat(writer.archive().history(3)).isEmpty();
        assertThat(writer.putHistory(3, content)).isEqualTo(WalWriter.Outcome.ARCHIVED);
        assertThat(writer.putHistory(3, content)).isEqualTo(WalWriter.Outcome.PRESENT);
        assertThat(writer.archive().history(3).orElseThrow().ancestors())
                .containsExactly(
                        new TimelineHistory.Ancestor(1, 0xA000198L), new TimelineHistory.Ancestor(2, 1L << 32));
        fails(RepositoryException.Code.WAL_DIFFERS, () -> writer.putHistory(3, "1\t0/1\t\n".getBytes()));
        fails(RepositoryException.Code.WAL_CORRUPT, () -> writer.putHistory(4, "what\n".getBytes()));
    }

    @Test
    void hasOneWriter() throws IOException {
        fails(
                RepositoryException.Code.WAL_ARCHIVER_RUNNING,
                () -> Repository.open(storage).archiveWal(CLUSTER));
        writer.close();
        writer = Repository.open(storage).archiveWal(CLUSTER);
    }

    @Test
    void belongsToOneCluster() throws IOException {
        writer.put(FIRST, stream(SampleSegment.of(FIRST)));
        writer.close();
        ClusterInfo other = new ClusterInfo("main", "7300000000000000002", 15, 8192, SIZE);
        fails(
                RepositoryException.Code.CLUSTER_MISMATCH,
                () -> Repository.open(storage).archiveWal(other));
        writer = Repository.open(storage).archiveWal(CLUSTER);
    }

    @Test
    void noticesDamage() throws IOException {
        writer.put(FIRST, stream(SampleSegment.of(FIRST)));
        Path file = directory.resolve("clusters/main/wal/00000001/" + FIRST.name(SIZE) + ".zst");
        byte[] stored = Files.readAllBytes(file);
        stored[stored.length / 2] ^= 1;
        Files.write(file, stored);
        assertThatThrownBy(() -> read(FIRST)).isInstanceOf(IOException.class);
        fails(RepositoryException.Code.WAL_CORRUPT, () -> writer.put(FIRST, stream(SampleSegment.of(FIRST))));
        Files.write(file, Arrays.copyOf(stored, stored.length / 3));
        assertThatThrownBy(() -> read(FIRST)).isInstanceOf(IOException.class);
    }

    /** Wherever the power goes, a segment is there whole, in part as before, or not at all; the next try succeeds. */
    @Test
    void aCrashLeavesItWholeOrAsItWas() throws IOException {
        byte[] sofar = SampleSegment.written(FIRST, 1, CLUSTER.systemIdentifier(), 8192);
        byte[] whole = SampleSegment.of(FIRST);
        writer.putPartial(FIRST, stream(sofar));
        writer.close();
        boolean done = false;
        for (int changes = 0; !done; changes++) {
            FailingStorage failing = new FailingStorage(storage, changes);
            try (WalWriter dying = Repository.open(failing).archiveWal(CLUSTER)) {
                dying.put(FIRST, stream(whole));
                done = true;
            } catch (RepositoryException e) {
                assertThat(e).hasRootCauseMessage("power is gone");
            }
            assertThat(read(FIRST)).isIn(sofar, whole);
        }
        writer = Repository.open(storage).archiveWal(CLUSTER);
        assertThat(writer.put(FIRST, stream(whole))).isEqualTo(WalWriter.Outcome.PRESENT);
        assertThat(read(FIRST)).isEqualTo(whole);
    }

    private byte[] read(WalSegment segment) throws IOException {
        try (InputStream content = new WalArchive(storage, "main", SIZE).open(segment)) {
            return content.readAllBytes();
        }
    }

    private void mismatch(WalSegment segment, byte[] content) {
        fails(RepositoryException.Code.WAL_MISMATCH, () -> writer.put(segment, stream(content)));
    }

    private static void fails(RepositoryException.Code code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        RepositoryException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
