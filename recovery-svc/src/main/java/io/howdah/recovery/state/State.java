package io.howdah.recovery.state;

import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Changes the state durably. PostgreSQL syncs its WAL at commit by itself; the embedded H2 writes a commit out at once
 * (so a killed process loses nothing) and is told here to sync it to disk (so a power cut does not either), which costs
 * less than a millisecond.
 */
@Component
public class State {

    private final TransactionTemplate writing;
    private final TransactionTemplate reading;
    private final JdbcTemplate jdbc;
    private final boolean embedded;

    State(PlatformTransactionManager transactions, DataSource dataSource) {
        this.writing = new TransactionTemplate(transactions);
        this.reading = new TransactionTemplate(transactions);
        this.reading.setReadOnly(true);
        this.jdbc = new JdbcTemplate(dataSource);
        this.embedded = EmbeddedDatabase.is(dataSource);
    }

    /**
     * Runs the work in one transaction and returns when it is on disk; within an open transaction it becomes part of
     * that.
     */
    public <T extends @Nullable Object> T change(Supplier<T> work) {
        boolean partOfAnother = TransactionSynchronizationManager.isActualTransactionActive();
        T result = inTransaction(writing, work);
        if (!partOfAnother) {
            sync();
        }
        return result;
    }

    /**
     * Runs the work in one transaction that outlives this process but that a power cut may take back until
     * {@link #sync} or the next {@link #change}: for what nobody was told of and will just be done again.
     */
    public <T extends @Nullable Object> T changeForNow(Supplier<T> work) {
        return inTransaction(writing, work);
    }

    /** Returns when all that was committed is on disk. */
    public void sync() {
        if (embedded) {
            jdbc.execute("CHECKPOINT SYNC");
        }
    }

    /** Runs the work in one transaction and returns when it is on disk. */
    public void change(Runnable work) {
        this.<@Nullable Object>change(() -> {
            work.run();
            return null;
        });
    }

    /** Runs the work in one read-only transaction. */
    public <T extends @Nullable Object> T read(Supplier<T> work) {
        return inTransaction(reading, work);
    }

    @SuppressWarnings("NullAway") // null comes back only when the work returned it, and then T allows it
    private static <T extends @Nullable Object> T inTransaction(TransactionTemplate template, Supplier<T> work) {
        return template.execute(status -> work.get());
    }
}
