package io.howdah.recovery.agent;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The number of what is being done about a subject. It goes along with all that agents are asked to do meanwhile, and
 * they refuse what comes after a higher one: see {@link io.howdah.openapi.fence.Fences}.
 */
public final class Fence {

    /** Of what nothing comes after: the removal of a thing whose id is never used again. */
    public static final long LAST = 999_999_999_999_999_999L;

    private static final ScopedValue<Long> NUMBER = ScopedValue.newInstance();

    private Fence() {}

    public static <T extends @Nullable Object> T within(long number, Supplier<T> work) {
        return ScopedValue.where(NUMBER, number).call(work::get);
    }

    /** The same work, to be done on another thread for what is being done on this one. */
    public static <T extends @Nullable Object> Supplier<T> carried(Supplier<T> work) {
        Long number = number();
        return number == null ? work : () -> within(number, work);
    }

    static @Nullable Long number() {
        return NUMBER.isBound() ? NUMBER.get() : null;
    }
}
