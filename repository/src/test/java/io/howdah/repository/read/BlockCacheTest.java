package io.howdah.repository.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BlockCacheTest {

    private static final int FRAME = 32 * 1024;

    @Test
    void hasTheDefaultThatIsDocumented() {
        assertThat(BlockCache.DEFAULT_BYTES).isEqualTo(134_217_728);
    }

    @Test
    void loadsAFrameOnceForAllWhoWantIt() throws Exception {
        AtomicInteger loads = new AtomicInteger();
        CountDownLatch loading = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        FrameLoader loader = into -> {
            loads.incrementAndGet();
            loading.countDown();
            awaitUninterrupted(go);
            into.putInt(100, 42);
        };
        try (BlockCache cache = new BlockCache(1 << 20);
                ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Future<Integer>> reads = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                reads.add(threads.submit(() -> {
                    ByteBuffer target = ByteBuffer.allocate(4);
                    cache.read(new FrameKey(0, 0, 0), 100, 4, target, loader);
                    return target.getInt(0);
                }));
            }
            loading.await();
            go.countDown();
            for (Future<Integer> read : reads) {
                assertThat(read.get()).isEqualTo(42);
            }
            assertThat(loads).hasValue(1);
        }
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void forgetsAFrameThatCouldNotBeLoaded() {
        try (BlockCache cache = new BlockCache(FRAME)) {
            FrameKey key = new FrameKey(0, 0, 0);
            ByteBuffer target = ByteBuffer.allocate(1);
            assertThatThrownBy(() -> cache.read(key, 0, 1, target, into -> {
                        throw new IllegalStateException("broken");
                    }))
                    .hasMessage("broken");
            assertThat(cache.readIfPresent(key, 0, 1, target)).isFalse();
            cache.read(key, 0, 1, target, into -> into.put(0, (byte) 5));
            assertThat(target.get(0)).isEqualTo((byte) 5);
            assertThat(cache.readIfPresent(key, 0, 1, target.clear())).isTrue();
        }
    }

    @Test
    void readsBeyondItsSizeWhenEverythingIsPinned() {
        try (BlockCache cache = new BlockCache(1)) {
            ByteBuffer outer = ByteBuffer.allocate(1);
            ByteBuffer inner = ByteBuffer.allocate(1);
            cache.read(new FrameKey(0, 0, 0), 0, 1, outer, into -> {
                cache.read(new FrameKey(0, 0, 1), 0, 1, inner, other -> other.put(0, (byte) 2));
                into.put(0, (byte) 1);
            });
            assertThat(outer.get(0)).isEqualTo((byte) 1);
            assertThat(inner.get(0)).isEqualTo((byte) 2);
            assertThat(cache.bytes()).isEqualTo(FRAME);
        }
    }

    /** Every frame is filled with its own number, so that a frame evicted under a reader shows. */
    @Test
    void staysBoundedAndRightUnderManyThreads() throws Exception {
        int frames = 200;
        int slots = 16;
        try (BlockCache cache = new BlockCache((long) slots * FRAME);
                ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                int seed = i;
                all.add(threads.submit(() -> {
                    SplittableRandom random = new SplittableRandom(seed);
                    ByteBuffer target = ByteBuffer.allocate(FRAME);
                    for (int n = 0; n < 10_000; n++) {
                        int frame = Math.min(random.nextInt(frames), random.nextInt(frames));
                        FrameKey key = new FrameKey(0, frame, 0);
                        FrameLoader loader = into -> {
                            for (int at = 0; at < FRAME; at += 4) {
                                into.putInt(at, frame);
                            }
                        };
                        if (random.nextInt(4) == 0) {
                            cache.prefetch(key, loader);
                        }
                        int from = random.nextInt(FRAME / 4 - 64) * 4;
                        cache.read(key, from, 256, target.clear(), loader);
                        for (int at = 0; at < 256; at += 4) {
                            assertThat(target.getInt(at)).isEqualTo(frame);
                        }
                    }
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
            assertThat(cache.bytes()).isEqualTo((long) slots * FRAME);
        }
    }
}
