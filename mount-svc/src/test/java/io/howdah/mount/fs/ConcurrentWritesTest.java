package io.howdah.mount.fs;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.mount.os.Directory;
import io.howdah.mount.os.OpenFlags;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Several writers in the same blocks of the backup lose nothing of each other's, and readers see nothing that was never
 * there.
 */
class ConcurrentWritesTest {

    private static final int SIZE = 256 * 1024;
    private static final int STRIPE = 512;
    private static final int WRITERS = 4;
    private static final int ROUNDS = 40;
    private static final byte OLD = 1;
    private static final byte NEW = 2;

    @TempDir
    private Path directory;

    @Test
    void writersOfOneBlockLoseNothing() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            byte[] old = new byte[SIZE];
            Arrays.fill(old, OLD);
            MemoryBase base = new MemoryBase().directory("data").file("data/1", old);
            Path top = Files.createDirectory(directory.resolve("round" + round));
            Path tree = Files.createDirectory(top.resolve("tree"));
            Path wal = Files.createDirectory(top.resolve("wal"));
            try (Directory upper = Directory.open(tree);
                    Directory walDirectory = Directory.open(wal)) {
                ClusterLayout layout = new ClusterLayout(Path.of("/mnt"), wal);
                new FreshTree(upper, walDirectory, layout, base, new WriteCache.Owner(0, 0)).make();
            }
            try (FsCore core = new FsCore(Directory.open(tree), 4096, base)) {
                FileHandle file = core.open("data/1", OpenFlags.READ_WRITE);
                run(file, round);
                byte[] expected = new byte[SIZE];
                Arrays.fill(expected, NEW);
                assertThat(content(file)).isEqualTo(expected);
                file.close();
            }
        }
    }

    private static void run(FileHandle file, int seed) throws Exception {
        AtomicBoolean writing = new AtomicBoolean(true);
        try (ExecutorService threads = Executors.newFixedThreadPool(WRITERS + 1)) {
            Future<?> reader = threads.submit(() -> {
                while (writing.get()) {
                    for (byte b : content(file)) {
                        assertThat(b == OLD || b == NEW).isTrue();
                    }
                }
                return null;
            });
            List<Future<?>> writers = new ArrayList<>();
            for (int writer = 0; writer < WRITERS; writer++) {
                int first = writer;
                writers.add(threads.submit(() -> {
                    writeStripes(file, first, new SplittableRandom(seed * 10L + first));
                    return null;
                }));
            }
            for (Future<?> writer : writers) {
                writer.get();
            }
            writing.set(false);
            reader.get();
        }
    }

    private static void writeStripes(FileHandle file, int first, SplittableRandom random) throws Exception {
        ByteBuffer stripe = ByteBuffer.allocateDirect(STRIPE);
        while (stripe.hasRemaining()) {
            stripe.put(NEW);
        }
        int count = SIZE / STRIPE / WRITERS;
        int start = random.nextInt(4);
        for (int i = 0; i < count; i++) {
            file.write((long) ((i + start) % count * WRITERS + first) * STRIPE, stripe.flip());
        }
    }

    private static byte[] content(FileHandle file) throws Exception {
        ByteBuffer buffer = ByteBuffer.allocateDirect(SIZE);
        assertThat(file.read(0, buffer)).isEqualTo(SIZE);
        byte[] bytes = new byte[SIZE];
        buffer.flip().get(bytes);
        return bytes;
    }
}
