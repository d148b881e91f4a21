package io.howdah.repository;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.repository.RepositoryException.Code;
import io.howdah.repository.backup.BackupControl;
import io.howdah.repository.backup.BackupType;
import io.howdah.repository.backup.BackupWriter;
import io.howdah.repository.backup.PackStream;
import io.howdah.repository.pack.Compression;
import io.howdah.repository.read.BackupReader;
import io.howdah.repository.read.BlockCache;
import io.howdah.repository.read.FileEntry;
import io.howdah.repository.storage.DirectoryStorage;
import io.howdah.repository.stream.FileAnnouncement;
import io.howdah.repository.stream.FileEnd;
import io.howdah.repository.stream.FileKind;
import io.howdah.repository.stream.StreamEncoder;
import io.howdah.repository.stream.StreamHeader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backups whose unchanged pages lie in earlier ones read as full ones. */
class IncrementalTest {

    private static final int PAGE = SampleBackup.PAGE;

    @TempDir
    Path directory;

    private Repository repository;

    @BeforeEach
    void open() throws IOException {
        repository = Repository.open(new DirectoryStorage(directory));
    }

    @Test
    void readsAWholeHistory() throws IOException {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        Map<String, byte[]> now = new LinkedHashMap<>();
        for (int i = 0; i < 12; i++) {
            now.put("data/base/5/" + i, SampleBackup.content(random, PAGE * random.nextInt(0, 100)));
        }
        SampleBackup.take(repository, "b0", now);
        for (int generation = 1; generation <= 6; generation++) {
            Map<String, byte[]> before = Map.copyOf(now);
            now.replaceAll((path, content) -> change(content, random));
            String id = "b" + generation;
            take(id, "b" + (generation - 1), before, now, () -> random.nextInt(5) > 0);
            assertReads(id, now, seed);
            repository.rebuildManifest("demo", id);
            assertReads(id, now, seed);
            assertThat(SampleBackup.damages(repository, id)).isEmpty();
        }
    }

    @Test
    void keepsWhatALaterBackupRefersTo() throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        Map<String, byte[]> files = Map.of("data/base/5/1", SampleBackup.content(random, 40 * PAGE));
        SampleBackup.take(repository, "full", files);
        byte[] changed = files.get("data/base/5/1").clone();
        changed[3 * PAGE] ^= 1;
        BackupControl first = take("first", "full", files, Map.of("data/base/5/1", changed), () -> true);
        BackupControl second =
                take("second", "first", Map.of("data/base/5/1", changed), Map.of("data/base/5/1", changed), () -> true);
        assertThat(first.references()).containsExactly("full");
        assertThat(second.references()).containsExactlyInAnyOrder("full", "first");
        assertThat(second.storedBytes()).isLessThan(1000);
        RepositoryTest.assertCode(Code.BACKUP_REFERENCED, () -> repository.delete("demo", "full"));
        RepositoryTest.assertCode(Code.BACKUP_REFERENCED, () -> repository.delete("demo", "first"));
        repository.delete("demo", "second");
        repository.delete("demo", "first");
        repository.delete("demo", "full");
        assertThat(repository.backups("demo")).isEmpty();
    }

    @Test
    void keepsTheParentWhileTheChildIsWritten() throws IOException {
        SampleBackup.take(repository, "full", Map.of("data/x", new byte[5]));
        try (BackupWriter writer =
                repository.startBackup(SampleBackup.CLUSTER, "child", BackupType.INCREMENTAL, "full")) {
            assertThat(writer.storedBytes()).isZero();
            RepositoryTest.assertCode(Code.BACKUP_IN_USE, () -> repository.delete("demo", "full"));
        }
        repository.delete("demo", "full");
        RepositoryTest.assertCode(
                Code.BACKUP_NOT_FOUND,
                () -> repository.startBackup(SampleBackup.CLUSTER, "child", BackupType.INCREMENTAL, "full"));
    }

    @Test
    void refusesAChangeToAFileThatTheParentDoesNotHave() throws IOException {
        SampleBackup.take(repository, "full", Map.of("data/x", new byte[5]));
        Map<String, byte[]> files = Map.of("data/base/5/1", new byte[PAGE]);
        RepositoryTest.assertCode(Code.STREAM_INVALID, () -> take("child", "full", files, files, () -> true));
        assertThat(repository.cleanIncomplete()).isEmpty();
    }

    /** Some pages change, some files grow, shrink or vanish into zeros. */
    private static byte[] change(byte[] content, SplittableRandom random) {
        int pages = content.length / PAGE;
        int size = random.nextInt(4) == 0 ? random.nextInt(0, pages + 10) * PAGE : content.length;
        byte[] changed = Arrays.copyOf(content, size);
        for (int page = 0; page < size / PAGE; page++) {
            boolean grown = page >= pages;
            if (grown || random.nextInt(8) == 0) {
                System.arraycopy(SampleBackup.content(random, PAGE), 0, changed, page * PAGE, PAGE);
            }
        }
        return changed;
    }

    private BackupControl take(
            String id,
            String parent,
            Map<String, byte[]> before,
            Map<String, byte[]> now,
            BooleanSupplier incrementally)
            throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (StreamEncoder encoder = new StreamEncoder(
                Channels.newChannel(bytes),
                new StreamHeader(0, Compression.DEFAULT, PAGE),
                StreamEncoder.Mode.PACKED,
                128 * 1024)) {
            long number = 0;
            for (Map.Entry<String, byte[]> file : now.entrySet()) {
                boolean incremental = incrementally.getAsBoolean();
                write(encoder, number++, file.getKey(), incremental, before.get(file.getKey()), file.getValue());
            }
            encoder.finish();
        }
        try (BackupWriter writer = repository.startBackup(SampleBackup.CLUSTER, id, BackupType.INCREMENTAL, parent);
                PackStream stream = writer.stream(0)) {
            stream.append(bytes.toByteArray());
            stream.finish();
            return writer.commit(SampleBackup.stop(Compression.DEFAULT));
        }
    }

    private static void write(
            StreamEncoder encoder, long number, String path, boolean incremental, byte[] before, byte[] now)
            throws IOException {
        FileAnnouncement file = new FileAnnouncement(
                number, path, FileKind.MAIN, 0600, now.length, SampleBackup.TIME, 0, incremental, null);
        encoder.announce(file);
        for (int at = 0; at < now.length; at += PAGE) {
            boolean same = at < before.length && Arrays.equals(before, at, at + PAGE, now, at, at + PAGE);
            if (!incremental || !same) {
                encoder.content(file, at, ByteBuffer.wrap(now, at, PAGE));
            }
        }
        encoder.end(new FileEnd(number, now.length, List.of()));
    }

    private void assertReads(String id, Map<String, byte[]> files, long seed) {
        try (BlockCache cache = new BlockCache(1 << 20);
                BackupReader reader = repository.read("demo", id, cache)) {
            assertThat(reader.files()).hasSize(files.size());
            for (FileEntry file : reader.files()) {
                ByteBuffer content = ByteBuffer.allocate((int) file.size());
                reader.open(file).read(0, content);
                assertThat(content.array())
                        .as("seed %d, %s %s", seed, id, file.path())
                        .isEqualTo(files.get(file.path()));
            }
        }
    }
}
