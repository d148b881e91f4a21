package io.howdah.repository.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.repository.CountingStorage;
import io.howdah.repository.Repository;
import io.howdah.repository.SampleBackup;
import io.howdah.repository.storage.DirectoryStorage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileContentTest {

    @TempDir
    Path directory;

    @Test
    void readsOneFileFromManyThreads() throws Exception {
        Repository repository = Repository.open(new DirectoryStorage(directory));
        byte[] content = SampleBackup.content(new SplittableRandom(1), 8192 * 600);
        SampleBackup.take(repository, "b1", Map.of("data/base/5/1", content));
        try (BlockCache cache = new BlockCache(20 * 32 * 1024);
                BackupReader reader = repository.read("demo", "b1", cache);
                ExecutorService threads = Executors.newFixedThreadPool(6)) {
            FileContent file = reader.open(entry(reader, "data/base/5/1"));
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                int chunk = i % 2 == 0 ? 128 * 1024 : 8192;
                all.add(threads.submit(() -> {
                    ByteBuffer target = ByteBuffer.allocateDirect(chunk);
                    for (int at = 0; at < content.length; at += chunk) {
                        int length = file.read(at, target.clear());
                        assertThat(target.flip()).isEqualTo(ByteBuffer.wrap(content, at, length));
                    }
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        }
    }

    @Test
    void countsWhatComesFromWhere() throws IOException {
        Repository repository = Repository.open(new DirectoryStorage(directory));
        byte[] content = SampleBackup.content(new SplittableRandom(1), 32 * 1024);
        SampleBackup.take(repository, "b1", Map.of("data/base/5/1", content));
        try (BlockCache cache = new BlockCache(1 << 20);
                BackupReader reader = repository.read("demo", "b1", cache)) {
            FileContent file = reader.open(entry(reader, "data/base/5/1"));
            file.read(0, ByteBuffer.allocateDirect(8192));
            assertThat(cache.statistics().frames()).isEqualTo(1);
            assertThat(cache.statistics().frameBytes()).isEqualTo(content.length);
            assertThat(cache.statistics().hits()).isZero();

            file.read(8192, ByteBuffer.allocateDirect(8192));
            assertThat(cache.statistics().frames()).isEqualTo(1);
            assertThat(cache.statistics().hits()).isEqualTo(1);
            assertThat(cache.statistics().hitBytes()).isEqualTo(8192);
        }
    }

    /** What makes mounting take the same time for a cluster of 1 GB and of 10 GB. */
    @Test
    void opensWithoutTouchingContentOrExtents() throws IOException {
        long small = bytesToOpen("small", 1);
        long large = bytesToOpen("large", 300);
        assertThat(large).isLessThan(small + 200);
    }

    private long bytesToOpen(String id, int pages) throws IOException {
        CountingStorage storage = new CountingStorage(new DirectoryStorage(directory));
        Repository repository = Repository.open(storage);
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (int i = 0; i < 50; i++) {
            files.put("data/base/5/" + (1000 + i), SampleBackup.content(new SplittableRandom(i), 8192 * pages));
        }
        SampleBackup.take(repository, id, files);
        long before = storage.bytesRead();
        try (BlockCache cache = new BlockCache(1 << 20);
                BackupReader reader = repository.read("demo", id, cache)) {
            long opened = storage.bytesRead() - before;
            FileEntry first = entry(reader, "data/base/5/1000");
            reader.open(first).read(0, ByteBuffer.allocate(10));
            assertThat(storage.bytesRead()).isGreaterThan(before + opened);
            return opened;
        }
    }

    private static FileEntry entry(BackupReader reader, String path) {
        return reader.files().stream()
                .filter(file -> file.path().equals(path))
                .findFirst()
                .orElseThrow();
    }
}
