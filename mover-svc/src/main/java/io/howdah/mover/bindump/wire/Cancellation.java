package io.howdah.mover.bindump.wire;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Whether one running command should end early, and why. Thread-safe. */
public final class Cancellation {

    private final CompletableFuture<PgError> reason = new CompletableFuture<>();

    /** The first reason counts. */
    public void cancel(PgError error) {
        reason.complete(error);
    }

    public static PgError byUser() {
        return PgError.of(SqlState.QUERY_CANCELED, "canceling statement due to user request");
    }

    public static PgError byDisconnection() {
        return PgError.of(SqlState.CONNECTION_FAILURE, "the frontend has gone");
    }

    /** @throws PgError the reason, when there is one */
    public void check() throws PgError {
        if (reason.isDone()) {
            throw reason.join();
        }
    }

    /** Runs the action when the command is cancelled, or at once when it was; on the thread that cancels. */
    public void onCancel(Runnable action) {
        reason.thenRun(action);
    }

    /** Waits so long, or until the command is cancelled, which it then throws. */
    public void pause(Duration duration) throws PgError {
        try {
            throw reason.get(duration.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            // nobody cancelled
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw PgError.of(SqlState.ADMIN_SHUTDOWN, "the mover is shutting down");
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
