package io.howdah.recovery.wal;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Sees to it again and again that hosts have the receivers they are to have: a mover may be away when one is asked for,
 * or lose its state. Every recovery-svc does it; to ask for the same thing twice is harmless.
 */
@Component
class WalUpkeep implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(WalUpkeep.class);

    private final WalReceivers receivers;
    private final WalProperties properties;

    /** A mover that hangs keeps others from nothing. */
    private final Set<String> busy = ConcurrentHashMap.newKeySet();

    private final Semaphore due = new Semaphore(0);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private volatile boolean running;

    WalUpkeep(WalReceivers receivers, WalProperties properties) {
        this.receivers = receivers;
        this.properties = properties;
    }

    /** Something was asked for: do not let it wait. */
    void now() {
        due.release();
    }

    @Override
    public void start() {
        running = true;
        threads.execute(this::run);
    }

    private void run() {
        try {
            while (running) {
                all();
                due.tryAcquire(properties.upkeep().toMillis(), TimeUnit.MILLISECONDS);
                due.drainPermits();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void all() {
        try {
            for (String cluster : receivers.clusters()) {
                if (busy.add(cluster)) {
                    threads.execute(() -> one(cluster));
                }
            }
        } catch (DataAccessException | TransactionException e) {
            LOG.warn("the receivers of WAL cannot be looked up: {}", e.getMessage());
        } catch (RejectedExecutionException stopped) {
            LOG.debug("this recovery-svc ends and leaves the rest to the next one");
        }
    }

    private void one(String cluster) {
        try {
            receivers.of(cluster).stream().takeWhile(row -> running).forEach(receivers::keepUp);
        } catch (DataAccessException | TransactionException e) {
            LOG.warn("cluster {}: the state of its receivers cannot be kept: {}", cluster, e.getMessage());
        } finally {
            busy.remove(cluster);
        }
    }

    @Override
    public void stop() {
        running = false;
        due.release();
        threads.close();
    }

    /** Ends after the calls of agents were cut off, and so at once, while there still is a database. */
    @Override
    public int getPhase() {
        return DEFAULT_PHASE - 1;
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
