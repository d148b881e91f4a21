package io.howdah.mount.fs;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.howdah.mount.os.Directory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random operations on a mounted backup and on a plain directory must have the same results.
 *
 * <p>Each run has seeds of its own: 2,000, or 10,000 with {@code -Dhowdah.thorough=true}, or as many as
 * {@code -Dhowdah.seeds} says. One seed again, as a failure says it: {@code -Dhowdah.seed=4711}. On another file
 * system: {@code -Djava.io.tmpdir=/mnt/xfs}.
 */
class RandomOperationsTest {

    private static final int OPERATIONS = 200;
    private static final int THREADS = 2;
    private static final long SEEDS =
            Long.getLong("howdah.seeds", Boolean.getBoolean("howdah.thorough") ? 10_000 : 2_000);

    @TempDir
    private Path temporary;

    @Test
    void behavesLikeAPlainDirectory() throws Exception {
        Long only = Long.getLong("howdah.seed");
        int blockSize;
        try (Directory directory = Directory.open(temporary)) {
            blockSize = CacheProbe.blockSize(directory, temporary.toString());
        }
        if (only != null) {
            run(only, blockSize);
            return;
        }
        long first = ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE);
        AtomicLong next = new AtomicLong(first);
        AtomicBoolean failed = new AtomicBoolean();
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            List<Future<?>> results = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                results.add(threads.submit(() -> {
                    for (long seed; (seed = next.getAndIncrement()) < first + SEEDS && !failed.get(); ) {
                        try {
                            run(seed, blockSize);
                        } catch (Exception | Error e) {
                            failed.set(true);
                            throw e;
                        }
                    }
                    return null;
                }));
            }
            for (Future<?> result : results) {
                result.get();
            }
        }
        assertTrue(next.get() >= first + SEEDS);
    }

    private void run(long seed, int blockSize) throws Exception {
        Path directory = Files.createDirectory(temporary.resolve("seed-" + seed));
        try (RandomOperations operations = new RandomOperations(seed, directory, blockSize)) {
            operations.run(OPERATIONS);
        }
        try (Directory root = Directory.open(temporary)) {
            root.removeTree(directory.getFileName().toString());
        }
    }
}
