package io.howdah.repository.read;

import com.sun.management.OperatingSystemMXBean;
import io.howdah.repository.Repository;
import io.howdah.repository.SampleBackup;
import io.howdah.repository.backup.BackupControl;
import io.howdah.repository.backup.BackupType;
import io.howdah.repository.backup.BackupWriter;
import io.howdah.repository.backup.PackStream;
import io.howdah.repository.pack.Algorithm;
import io.howdah.repository.pack.Compression;
import io.howdah.repository.storage.DirectoryStorage;
import io.howdah.repository.stream.FileAnnouncement;
import io.howdah.repository.stream.FileEnd;
import io.howdah.repository.stream.FileKind;
import io.howdah.repository.stream.StreamEncoder;
import io.howdah.repository.stream.StreamHeader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures writing and reading, by hand: {@code java ... ReadBench <empty directory> [MiB] [files]}. Content is made of
 * rows of counters, times, words and hashes, which zstd 1 makes about 2.8 times smaller, as it does heap pages.
 */
public final class ReadBench {

    private static final Logger LOG = LoggerFactory.getLogger(ReadBench.class);
    private static final int CHUNK = 128 * 1024;
    private static final int FILE = 64 << 20;

    private final Repository repository;
    private final int files;
    private final int smallFiles;

    private ReadBench(Repository repository, int files, int smallFiles) {
        this.repository = repository;
        this.files = files;
        this.smallFiles = smallFiles;
    }

    public static void main(String[] args) throws Exception {
        int mebibytes = args.length > 1 ? Integer.parseInt(args[1]) : 512;
        int smallFiles = args.length > 2 ? Integer.parseInt(args[2]) : 2000;
        Repository repository = Repository.open(new DirectoryStorage(Path.of(args[0])));
        ReadBench bench = new ReadBench(repository, Math.max(1, mebibytes / 64), smallFiles);
        for (Algorithm algorithm : Algorithm.values()) {
            String id = algorithm.name().toLowerCase(java.util.Locale.ROOT);
            bench.write(id, new Compression(algorithm, 1));
            bench.read(id);
        }
    }

    private void write(String id, Compression compression) throws IOException {
        ByteBuffer content = heap(FILE);
        long start = System.nanoTime();
        try (BackupWriter writer = repository.startBackup(SampleBackup.CLUSTER, id, BackupType.FULL, null)) {
            try (PackStream stream = writer.stream(0);
                    StreamEncoder encoder = new StreamEncoder(
                            channel(stream),
                            new StreamHeader(0, compression, SampleBackup.PAGE),
                            StreamEncoder.Mode.PACKED,
                            CHUNK)) {
                long number = 0;
                for (int i = 0; i < files; i++) {
                    write(encoder, number++, "data/base/5/" + i, content.duplicate());
                }
                for (int i = 0; i < smallFiles; i++) {
                    write(encoder, number++, "data/base/6/" + i, content.slice(i * 8192, 16384));
                }
                encoder.finish();
                stream.finish();
            }
            BackupControl control = writer.commit(SampleBackup.stop(compression));
            double seconds = (System.nanoTime() - start) / 1e9;
            LOG.info(
                    "{}: wrote {} MB/s with one thread, ratio {}",
                    id,
                    Math.round(control.databaseBytes() / seconds / 1e6),
                    Math.round(100.0 * control.databaseBytes() / control.storedBytes()) / 100.0);
        }
    }

    private static void write(StreamEncoder encoder, long number, String path, ByteBuffer content) throws IOException {
        int size = content.remaining();
        FileAnnouncement file = FileAnnouncement.file(number, path, FileKind.MAIN, 0600, size, SampleBackup.TIME, 0);
        encoder.announce(file);
        encoder.content(file, 0, content);
        encoder.end(new FileEnd(number, size, List.of()));
    }

    private static WritableByteChannel channel(PackStream stream) {
        return new WritableByteChannel() {
            @Override
            public int write(ByteBuffer bytes) {
                int length = bytes.remaining();
                stream.append(bytes);
                return length;
            }

            @Override
            public boolean isOpen() {
                return true;
            }

            @Override
            public void close() {
                // the stream is closed by who opened it
            }
        };
    }

    private void read(String id) throws Exception {
        try (BlockCache cache = new BlockCache(BlockCache.DEFAULT_BYTES)) {
            for (int round = 0; round < 3; round++) {
                long start = System.nanoTime();
                try (BackupReader reader = repository.read("demo", id, cache)) {
                    long opened = System.nanoTime() - start;
                    LOG.info("{}: opened {} files in {} us", id, reader.files().size(), opened / 1000);
                    scan(id, reader, 1);
                    scan(id, reader, 2);
                    random(id, reader);
                }
            }
        }
    }

    private void scan(String id, BackupReader reader, int threads) throws Exception {
        List<FileEntry> large =
                reader.files().stream().filter(file -> file.size() == FILE).toList();
        long start = System.nanoTime();
        long cpuStart = cpuNanos();
        try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
            List<Callable<Long>> tasks = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int first = i;
                tasks.add(() -> {
                    ByteBuffer target = ByteBuffer.allocateDirect(CHUNK);
                    long bytes = 0;
                    for (int j = first; j < large.size(); j += threads) {
                        FileContent content = reader.open(large.get(j));
                        for (long at = 0; at < FILE; at += CHUNK) {
                            bytes += content.read(at, target.clear());
                        }
                    }
                    return bytes;
                });
            }
            long bytes = 0;
            for (Future<Long> future : executor.invokeAll(tasks)) {
                bytes += future.get();
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            double cpuSeconds = (cpuNanos() - cpuStart) / 1e9;
            LOG.info(
                    "{}: sequential scan, {} threads: {} MB/s, {} MB per CPU second",
                    id,
                    threads,
                    Math.round(bytes / seconds / 1e6),
                    Math.round(bytes / cpuSeconds / 1e6));
        }
    }

    private void random(String id, BackupReader reader) {
        List<FileContent> large = reader.files().stream()
                .filter(file -> file.size() == FILE)
                .map(reader::open)
                .toList();
        SplittableRandom random = new SplittableRandom(1);
        ByteBuffer target = ByteBuffer.allocateDirect(SampleBackup.PAGE);
        int reads = 20_000;
        long start = cpuNanos();
        for (int i = 0; i < reads; i++) {
            FileContent content = large.get(random.nextInt(large.size()));
            content.read((long) random.nextInt(FILE / SampleBackup.PAGE) * SampleBackup.PAGE, target.clear());
        }
        long perRead = (cpuNanos() - start) / reads;
        LOG.info("{}: random 8 KiB read: {} us of CPU", id, perRead / 1000.0);
    }

    /** CPU time of this process, which neighbours on the machine do not disturb. */
    private static long cpuNanos() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    private static ByteBuffer heap(int size) {
        SplittableRandom random = new SplittableRandom(42);
        List<byte[]> words = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            byte[] word = new byte[random.nextInt(3, 11)];
            for (int j = 0; j < word.length; j++) {
                word[j] = (byte) ('a' + random.nextInt(26));
            }
            words.add(word);
        }
        ByteBuffer heap = ByteBuffer.allocateDirect(size);
        for (long row = 0; heap.remaining() > 256; row++) {
            heap.putLong(0x0002_0000_0000_0000L + row)
                    .putInt(7)
                    .putLong(0x0018_0902_0001_0006L)
                    .putLong(row);
            heap.putLong(790_000_000_000_000L + row * 1_000_003)
                    .putInt(random.nextInt(1000))
                    .putInt(1);
            int count = random.nextInt(2, 5);
            for (int i = 0; i < count; i++) {
                heap.put(words.get((int) (random.nextInt(2000) * random.nextDouble())))
                        .put((byte) ' ');
            }
        }
        return heap.clear();
    }
}
