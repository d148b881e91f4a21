package io.howdah.recovery.publication;

import io.howdah.openapi.log.LogContext;
import io.howdah.openapi.problem.ProblemException;
import io.howdah.recovery.agent.Fence;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls an agent on another thread, for the same session. */
final class Beside {

    private static final Logger LOG = LoggerFactory.getLogger(Beside.class);

    private Beside() {}

    /** Begins the call; the result waits for it and throws what it threw. */
    static <T> Supplier<T> call(Supplier<T> call) {
        CompletableFuture<T> pending = begin(call);
        return () -> {
            try {
                return pending.join();
            } catch (CompletionException e) {
                throw e.getCause() instanceof RuntimeException cause ? cause : e;
            }
        };
    }

    /** Begins a call that saves time if it succeeds and that a later one makes up for if not. */
    static <T> void run(Supplier<T> call) {
        begin(call).exceptionally(failure -> {
            Throwable cause = failure instanceof CompletionException e && e.getCause() != null ? e.getCause() : failure;
            if (cause instanceof ProblemException problem) {
                LOG.info("a call made ahead failed: {}", problem.detail());
            } else {
                LOG.warn("a call made ahead failed", cause);
            }
            return null;
        });
    }

    private static <T> CompletableFuture<T> begin(Supplier<T> call) {
        return CompletableFuture.supplyAsync(
                Fence.carried(call), task -> Thread.ofVirtual().start(LogContext.carry(task)));
    }
}
