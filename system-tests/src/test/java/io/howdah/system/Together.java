package io.howdah.system;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Does the same with several things at once. */
final class Together {

    private Together() {}

    /** Returns when it is done with each of them, and fails when one fails. */
    static <T> void each(List<T> all, Consumer<T> work) {
        Together.<T, @Nullable Object>map(all, one -> {
            work.accept(one);
            return null;
        });
    }

    static <T, R extends @Nullable Object> List<R> map(List<T> all, Function<T, R> work) {
        List<CompletableFuture<R>> pending = all.stream()
                .map(one -> CompletableFuture.supplyAsync(
                        () -> work.apply(one), task -> Thread.ofVirtual().start(task)))
                .toList();
        CompletableFuture.allOf(pending.toArray(CompletableFuture[]::new))
                .exceptionally(failure -> null)
                .join();
        return pending.stream().map(CompletableFuture::join).toList();
    }
}
