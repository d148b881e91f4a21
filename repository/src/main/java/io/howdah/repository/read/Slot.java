package io.howdah.repository.read;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Room for one frame. Who has pinned it may read its memory; only a slot that nobody has pinned is taken for another
 * frame.
 */
final class Slot {

    private static final int TAKEN = -1;

    private final ByteBuffer memory;
    private final AtomicInteger pins = new AtomicInteger(TAKEN);
    private volatile @Nullable FrameKey key;
    private volatile boolean recent;
    private volatile CompletableFuture<Boolean> loaded = new CompletableFuture<>();

    /** Made taken, by the thread that makes it. */
    Slot(ByteBuffer memory) {
        this.memory = memory;
    }

    /** Whether nobody used it since the last call and it is now the caller's alone. */
    boolean take() {
        if (!pins.compareAndSet(0, TAKEN)) {
            return false;
        }
        if (recent) {
            recent = false;
            pins.set(0);
            return false;
        }
        return true;
    }

    /** What a slot just taken held; null when nothing. */
    @Nullable FrameKey key() {
        return key;
    }

    /** Prepares a taken slot for a frame: pinned once, waiting to be loaded. */
    void assign(FrameKey newKey) {
        key = newKey;
        recent = false;
        loaded = new CompletableFuture<>();
        pins.set(1);
    }

    /** Ends the wait for the frame. */
    void loaded(boolean success) {
        loaded.complete(success);
    }

    /** Fails when the slot holds, or is about to hold, another frame. */
    boolean pin(FrameKey wanted) {
        int count = pins.get();
        while (count != TAKEN) {
            if (pins.compareAndSet(count, count + 1)) {
                if (wanted.equals(key)) {
                    return true;
                }
                unpin();
                return false;
            }
            count = pins.get();
        }
        return false;
    }

    void unpin() {
        pins.decrementAndGet();
    }

    /** Waits until its frame is there; false when it could not be loaded. */
    boolean await() {
        return loaded.join();
    }

    ByteBuffer memory() {
        return memory;
    }

    void copy(int from, int length, ByteBuffer target) {
        recent = true;
        target.put(target.position(), memory, from, length);
        target.position(target.position() + length);
    }

    /** Gives a slot back whose frame nobody shall find in it. */
    void forget() {
        key = null;
        unpin();
    }
}
