package io.howdah.mover.bindump;

import io.howdah.mover.bindump.command.Command;
import io.howdah.mover.bindump.command.CommandParser;
import io.howdah.mover.bindump.wire.Cancellation;
import io.howdah.mover.bindump.wire.FrontendMessage;
import io.howdah.mover.bindump.wire.MessageReader;
import io.howdah.mover.bindump.wire.MessageWriter;
import io.howdah.mover.bindump.wire.PgError;
import io.howdah.mover.bindump.wire.SqlState;
import io.howdah.openapi.log.LogContext;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * A frontend that was let in, from its first ReadyForQuery to its end: takes one message after the other and has its
 * commands executed. The next message is read ahead while a command runs, which is how a frontend that goes away is
 * noticed in the middle of it.
 */
final class Session {

    private static final Logger LOG = LoggerFactory.getLogger(Session.class);

    private final int pid;
    private final Handshake.Admitted frontend;
    private final MessageReader reader;
    private final MessageWriter writer;
    private final Executor readAhead;
    private final CommandExecutor commands;
    private final Object monitor = new Object();

    private @Nullable Cancellation running;
    private boolean skipUntilSync;

    /**
     * @param pid by which it is known to its frontend and in the log
     * @param readAhead runs a task that blocks on the connection
     */
    Session(int pid, Handshake.Admitted frontend, Executor readAhead, CommandExecutor commands) {
        this.pid = pid;
        this.frontend = frontend;
        this.reader = frontend.reader();
        this.writer = frontend.writer();
        this.readAhead = readAhead;
        this.commands = commands;
    }

    /** Sends what a frontend is told first. */
    void greet(int secret) throws IOException {
        writer.authenticationOk();
        commands.parameters().forEach(writer::parameterStatus);
        writer.backendKeyData(pid, secret);
        ready();
    }

    /** Serves the frontend until it leaves; whatever it left behind is undone. */
    void run() {
        MDC.put("connection", "bindump-" + pid);
        MDC.put(LogContext.CLUSTER, frontend.cluster().name());
        @Nullable String session = frontend.login().session();
        if (session != null) {
            MDC.put(LogContext.SESSION, session);
        }
        LOG.info(
                "{} let in as {} from {}",
                frontend.login().applicationName(),
                frontend.account().name(),
                frontend.transport().remote());
        try {
            serve();
        } catch (IOException e) {
            LOG.info("lost the frontend: {}", e.toString());
        } finally {
            commands.close();
            frontend.transport().close();
            LOG.info("session ended");
            MDC.clear();
        }
    }

    /** Ends the running command, if one runs. */
    void cancel() {
        synchronized (monitor) {
            if (running != null) {
                running.cancel(Cancellation.byUser());
            }
        }
    }

    private void serve() throws IOException {
        CompletableFuture<@Nullable FrontendMessage> next = readNext();
        while (true) {
            FrontendMessage message;
            try {
                message = await(next);
            } catch (PgError e) {
                fatal(e);
                return;
            }
            if (message == null || message.type() == FrontendMessage.TERMINATE) {
                return;
            }
            next = readNext();
            if (!take(message, next)) {
                return;
            }
        }
    }

    /** False when the session is over. */
    private boolean take(FrontendMessage message, CompletableFuture<@Nullable FrontendMessage> next)
            throws IOException {
        if (message.type() == FrontendMessage.SYNC) {
            skipUntilSync = false;
            ready();
            return true;
        }
        if (skipUntilSync) {
            return true;
        }
        if (message.type() == FrontendMessage.QUERY) {
            return query(message, next);
        }
        if (message.isExtendedQuery()) {
            skipUntilSync = true;
            writer.error(
                    "ERROR",
                    PgError.of(
                                    SqlState.PROTOCOL_VIOLATION,
                                    "extended query protocol not supported in a replication connection")
                            .hint("Use the simple query protocol: preferQueryMode=simple with the JDBC driver."));
            writer.flush();
            return true;
        }
        if (message.type() == FrontendMessage.SASL) {
            fatal(PgError.of(SqlState.PROTOCOL_VIOLATION, "unexpected password message: the session is authenticated"));
            return false;
        }
        return true; // Flush asks for nothing that waits; copy messages are left over from a copy that failed
    }

    private boolean query(FrontendMessage message, CompletableFuture<@Nullable FrontendMessage> next)
            throws IOException {
        Cancellation cancellation = begin(next);
        try {
            Command command = CommandParser.parse(message.text());
            LOG.debug("executes {}", command);
            CommandExecutor.Outcome outcome = commands.execute(command, writer, cancellation);
            ready();
            return outcome == CommandExecutor.Outcome.GO_ON;
        } catch (PgError e) {
            LOG.info("command failed: {} ({})", e.message(), e.sqlState(), e.getCause());
            writer.error("ERROR", e);
            ready();
            return true;
        } catch (RuntimeException | Error e) {
            LOG.error("command failed for a reason nobody foresaw", e);
            writer.error("ERROR", unforeseen(e));
            ready();
            return true;
        } finally {
            synchronized (monitor) {
                running = null;
            }
        }
    }

    private static PgError unforeseen(Throwable e) {
        if (e instanceof OutOfMemoryError) {
            return PgError.of(SqlState.OUT_OF_MEMORY, "out of memory")
                    .hint("Use a smaller TRANSFER_BUFFER_SIZE or fewer workers, or give mover-svc more memory.");
        }
        return PgError.of(SqlState.INTERNAL_ERROR, "the command failed for a reason nobody foresaw")
                .detail(e.toString())
                .hint("See the log of mover-svc.");
    }

    private Cancellation begin(CompletableFuture<@Nullable FrontendMessage> next) {
        Cancellation cancellation = new Cancellation();
        synchronized (monitor) {
            running = cancellation;
        }
        next.whenComplete((message, failure) -> {
            if (message == null || message.type() == FrontendMessage.TERMINATE) {
                cancellation.cancel(Cancellation.byDisconnection());
            }
        });
        return cancellation;
    }

    private void ready() throws IOException {
        writer.readyForQuery(commands.transactionStatus());
        writer.flush();
    }

    private void fatal(PgError error) throws IOException {
        LOG.info("session ends: {} ({})", error.message(), error.sqlState());
        writer.error("FATAL", error);
        writer.flush();
    }

    private CompletableFuture<@Nullable FrontendMessage> readNext() {
        CompletableFuture<@Nullable FrontendMessage> next = new CompletableFuture<>();
        readAhead.execute(() -> {
            try {
                next.complete(reader.read(MessageReader.LONGEST));
            } catch (IOException | PgError | RuntimeException e) {
                next.completeExceptionally(e);
            }
        });
        return next;
    }

    private static @Nullable FrontendMessage await(CompletableFuture<@Nullable FrontendMessage> next)
            throws IOException, PgError {
        try {
            return next.join();
        } catch (CompletionException e) {
            switch (e.getCause()) {
                case IOException io -> throw io;
                case PgError error -> throw error;
                case null, default -> throw e;
            }
        }
    }
}
