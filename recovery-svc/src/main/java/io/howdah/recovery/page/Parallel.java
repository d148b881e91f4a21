package io.howdah.recovery.page;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Completes the items of a page by calls that each take a while, all at once. */
public final class Parallel {

    private Parallel() {}

    /** Maps each item on a virtual thread of its own and keeps the order. */
    public static <T, R> List<R> map(List<T> items, Function<? super T, ? extends R> mapping) {
        List<CompletableFuture<R>> pending = items.stream()
                .map(item -> CompletableFuture.<R>supplyAsync(
                        () -> mapping.apply(item), task -> Thread.ofVirtual().start(task)))
                .toList();
        return pending.stream().map(CompletableFuture::join).toList();
    }
}
