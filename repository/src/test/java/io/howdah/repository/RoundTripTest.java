package io.howdah.repository;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.repository.backup.BackupType;
import io.howdah.repository.backup.BackupWriter;
import io.howdah.repository.backup.PackStream;
import io.howdah.repository.pack.Algorithm;
import io.howdah.repository.pack.Compression;
import io.howdah.repository.read.BackupReader;
import io.howdah.repository.read.BlockCache;
import io.howdah.repository.read.FileContent;
import io.howdah.repository.read.FileEntry;
import io.howdah.repository.storage.DirectoryStorage;
import io.howdah.repository.stream.FileKind;
import io.howdah.repository.stream.StreamEncoder;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever was sent, in whatever way, reads back equal, at any offset and length. */
class RoundTripTest {

    private static final int[] BUFFERS = {32 * 1024, 128 * 1024, 1 << 20};

    @TempDir
    Path directory;

    static Stream<Arguments> ways() {
        return Stream.of(Algorithm.values())
                .flatMap(algorithm -> Stream.of(1, 2, 3, 4, 5)
                        .flatMap(level -> Stream.of(StreamEncoder.Mode.values())
                                .map(mode -> Arguments.of(algorithm, level, mode))));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void readsWhatWasWritten(Algorithm algorithm, int level, StreamEncoder.Mode mode) throws Exception {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        Compression compression = new Compression(algorithm, level);
        Repository repository = Repository.open(new DirectoryStorage(directory));
        Map<String, byte[]> expected = new LinkedHashMap<>();
        try (BackupWriter writer = repository.startBackup(SampleBackup.CLUSTER, "b1", BackupType.FULL, null)) {
            for (int worker = 0; worker < 3; worker++) {
                Map<String, byte[]> files = prefixed(SampleBackup.files(random), worker);
                int buffer = BUFFERS[random.nextInt(BUFFERS.length)];
                byte[] bytes = SampleBackup.stream(worker, files, compression, mode, buffer, random);
                append(writer, worker, bytes, random);
                expected.putAll(files);
            }
            writer.commit(SampleBackup.stop(compression));
        }
        check(repository, expected, random, seed);
        repository.rebuildManifest("demo", "b1");
        check(repository, expected, random, seed);
        assertThat(SampleBackup.damages(repository, "b1")).isEmpty();
    }

    private static Map<String, byte[]> prefixed(Map<String, byte[]> files, int worker) {
        return files.entrySet().stream()
                .collect(Collectors.toMap(file -> file.getKey() + "." + worker, Map.Entry::getValue));
    }

    private static void append(BackupWriter writer, int worker, byte[] bytes, SplittableRandom random) {
        try (PackStream stream = writer.stream(worker)) {
            for (int at = 0; at < bytes.length; ) {
                int length = Math.min(bytes.length - at, random.nextInt(1, random.nextBoolean() ? 20 : 100_000));
                stream.append(ByteBuffer.wrap(bytes, at, length));
                at += length;
            }
            stream.finish();
        }
    }

    private static void check(Repository repository, Map<String, byte[]> expected, SplittableRandom random, long seed) {
        try (BlockCache cache = new BlockCache(256 * 1024);
                BackupReader reader = repository.read("demo", "b1", cache)) {
            Map<String, FileEntry> found = reader.files().stream()
                    .filter(file -> file.type() == FileEntry.Type.FILE)
                    .collect(Collectors.toMap(FileEntry::path, file -> file));
            assertThat(found.keySet()).as("seed %d", seed).isEqualTo(expected.keySet());
            assertThat(reader.files()).extracting(FileEntry::kind).contains(FileKind.DIRECTORY, FileKind.LINK);
            expected.forEach((path, content) -> {
                FileContent file = reader.open(found.get(path));
                assertThat(file.size()).isEqualTo(content.length);
                compare(file, content, 0, content.length + 10, random, seed, path);
                for (int i = 0; i < 20; i++) {
                    int offset = random.nextInt(content.length + 2);
                    compare(file, content, offset, random.nextInt(200_000), random, seed, path);
                }
            });
        }
    }

    private static void compare(
            FileContent file, byte[] content, int offset, int length, SplittableRandom random, long seed, String path) {
        ByteBuffer target =
                random.nextBoolean() ? ByteBuffer.allocate(length + 7) : ByteBuffer.allocateDirect(length + 7);
        target.position(random.nextInt(8)).limit(target.position() + length);
        ByteBuffer read = target.slice();
        int count = file.read(offset, target);
        int expected = Math.max(0, Math.min(length, content.length - offset));
        assertThat(count).as("seed %d, %s at %d", seed, path, offset).isEqualTo(expected);
        ByteBuffer want = ByteBuffer.wrap(content, Math.min(offset, content.length), expected);
        assertThat(read.limit(count))
                .as("seed %d, %s at %d", seed, path, offset)
                .isEqualTo(want);
    }
}
