package io.howdah.repository.read;

import io.howdah.repository.pack.FrameCompressor;
import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decompressed frames outside the heap, bounded, shared by any number of readers. A frame that several threads want at
 * once is loaded by one of them. Frames are evicted by the clock algorithm; one that is being read never is.
 * Thread-safe.
 *
 * <p>Memory is taken in steps of 1 MiB as it is needed and counts against {@code -XX:MaxDirectMemorySize}; where that
 * is reached first the cache stays smaller.
 */
public final class BlockCache implements AutoCloseable {

    /** 128 MiB. */
    public static final long DEFAULT_BYTES = 128L << 20;

    private static final Logger LOG = LoggerFactory.getLogger(BlockCache.class);
    private static final int FRAME = FrameCompressor.FRAME_SIZE;
    private static final int SLOTS_AT_ONCE = 32;

    private final ConcurrentHashMap<FrameKey, Slot> frames = new ConcurrentHashMap<>();
    private final AtomicReferenceArray<@Nullable Slot> slots;
    private final AtomicInteger hand = new AtomicInteger();
    private final AtomicInteger nextSource = new AtomicInteger();
    private final AtomicInteger reads = new AtomicInteger();
    private final ReadStatistics statistics = new ReadStatistics();
    private final ReadContexts contexts = new ReadContexts(statistics);
    private final Prefetcher prefetcher = new Prefetcher();
    private volatile int capacity;
    private volatile int made;
    private @Nullable ByteBuffer chunk;

    /** @param bytes at most this much memory, at least one frame of 32 KiB */
    public BlockCache(long bytes) {
        this.capacity = Math.clamp(bytes / FRAME, 1, Integer.MAX_VALUE / 4);
        this.slots = new AtomicReferenceArray<>(capacity);
        prefetcher.submit(contexts::prepare);
    }

    /** Bytes of memory taken by now. */
    public long bytes() {
        return (long) made * FRAME;
    }

    public ReadStatistics statistics() {
        return statistics;
    }

    /** A number for a blocks file that no other one in this cache has. */
    int newSource() {
        return nextSource.getAndIncrement();
    }

    /** A read begins. */
    void enter() {
        reads.incrementAndGet();
    }

    /**
     * A read ends.
     *
     * @return whether it was the only one: then there is room for reading ahead, which costs a fifth more CPU
     */
    boolean leave() {
        return reads.decrementAndGet() == 0;
    }

    ReadContexts contexts() {
        return contexts;
    }

    Prefetcher prefetcher() {
        return prefetcher;
    }

    /** Copies a part of a frame when it is here or on its way. */
    boolean readIfPresent(FrameKey key, int from, int length, ByteBuffer target) {
        Slot slot = frames.get(key);
        if (slot == null || !slot.pin(key)) {
            return false;
        }
        try {
            if (slot.await()) {
                slot.copy(from, length, target);
                statistics.hit(length);
                return true;
            }
            return false;
        } finally {
            slot.unpin();
        }
    }

    /** Copies a part of a frame, which is loaded when it is not here. */
    void read(FrameKey key, int from, int length, ByteBuffer target, FrameLoader loader) {
        while (!readIfPresent(key, from, length, target)) {
            Slot slot = claim();
            if (slot == null) {
                ByteBuffer alone = ByteBuffer.allocateDirect(FRAME);
                loader.load(alone);
                target.put(alone.slice(from, length));
                return;
            }
            if (load(key, slot, loader)) {
                try {
                    slot.copy(from, length, target);
                } finally {
                    slot.unpin();
                }
                return;
            }
        }
    }

    /** Loads a frame unless it is here or on its way. */
    void prefetch(FrameKey key, FrameLoader loader) {
        if (!frames.containsKey(key)) {
            Slot slot = claim();
            if (slot != null && load(key, slot, loader)) {
                slot.unpin();
            }
        }
    }

    /** Loads a frame into a claimed slot, which stays pinned; false when another thread came first. */
    private boolean load(FrameKey key, Slot slot, FrameLoader loader) {
        slot.assign(key);
        if (frames.putIfAbsent(key, slot) != null) {
            slot.loaded(false);
            slot.forget();
            return false;
        }
        boolean success = false;
        try {
            loader.load(slot.memory());
            success = true;
        } finally {
            if (!success) {
                frames.remove(key, slot);
            }
            slot.loaded(success);
            if (!success) {
                slot.forget();
            }
        }
        return true;
    }

    /** A slot for this thread alone; null when all are being read. */
    private @Nullable Slot claim() {
        if (made < capacity) {
            Slot slot = make();
            if (slot != null) {
                return slot;
            }
        }
        int present = made;
        for (int tries = 2 * present; tries > 0; tries--) {
            Slot slot = slots.get(Math.floorMod(hand.getAndIncrement(), present));
            if (slot != null && slot.take()) {
                FrameKey old = slot.key();
                if (old != null) {
                    frames.remove(old, slot);
                }
                return slot;
            }
        }
        return null;
    }

    private synchronized @Nullable Slot make() {
        if (made >= capacity) {
            return null;
        }
        ByteBuffer from = chunk;
        if (from == null || !from.hasRemaining()) {
            try {
                from = ByteBuffer.allocateDirect(Math.min(SLOTS_AT_ONCE, capacity - made) * FRAME);
            } catch (OutOfMemoryError e) {
                LOG.warn("block cache stays at {} bytes: {}; raise -XX:MaxDirectMemorySize", bytes(), e.getMessage());
                capacity = made;
                return null;
            }
            chunk = from;
        }
        Slot slot = new Slot(from.slice(from.position(), FRAME));
        from.position(from.position() + FRAME);
        slots.set(made, slot);
        made++;
        return slot;
    }

    /** Ends its threads; readers that use it are closed before. */
    @Override
    public void close() {
        prefetcher.close();
        contexts.close();
        frames.clear();
    }
}
