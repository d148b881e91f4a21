package io.howdah.mover.wal;

import io.howdah.openapi.problem.ProblemException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does something again and again on a thread of its own until it is stopped; after a failure with growing pauses. */
final class PatientLoop implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(PatientLoop.class);

    @FunctionalInterface
    interface Work {
        /**
         * @param succeeded to be run as soon as it is clear that this attempt works, which may be long before it ends
         */
        void attempt(Runnable succeeded) throws Exception;
    }

    private final String cluster;
    private final Work work;
    private final Duration interval;
    private final WalProperties properties;
    private final Thread thread;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile @Nullable ProblemException problem;
    private volatile boolean proven;
    private int failures;

    /** @param interval between two attempts that succeed */
    PatientLoop(String name, String cluster, Work work, Duration interval, WalProperties properties) {
        this.cluster = cluster;
        this.work = work;
        this.interval = interval;
        this.properties = properties;
        // the server's unix socket is reached through native code, which holds a virtual thread's carrier
        this.thread = Thread.ofPlatform().name(name + "-" + cluster).unstarted(this);
    }

    void start() {
        thread.start();
    }

    /** Why the last attempt failed; null while all goes well. */
    @Nullable ProblemException problem() {
        return problem;
    }

    /** Whether an attempt has succeeded since the last failure. */
    boolean proven() {
        return proven;
    }

    @Override
    public void run() {
        do {
            try {
                work.attempt(this::succeeded);
                succeeded();
            } catch (InterruptedException e) {
                return;
            } catch (Exception e) {
                if (stopped.getCount() > 0) {
                    failed(e);
                }
            }
        } while (!pause());
    }

    /** Returns when the work is over. */
    void stop() throws InterruptedException {
        stopped.countDown();
        thread.interrupt();
        thread.join();
    }

    private void succeeded() {
        if (problem != null) {
            LOG.info("cluster {}: its WAL is archived again", cluster);
        }
        problem = null;
        proven = true;
        failures = 0;
    }

    private void failed(Exception e) {
        ProblemException now = WalProblems.of(cluster, e);
        ProblemException before = problem;
        if (before == null || !before.code().equals(now.code())) {
            LOG.warn("cluster {}: {}", cluster, now.detail(), e);
        }
        problem = now;
        proven = false;
        failures++;
    }

    /** Returns whether it is time to end. */
    private boolean pause() {
        long nanos = interval.toNanos();
        if (failures > 0) {
            long first = properties.firstPause().toNanos();
            nanos = Math.min(properties.lastPause().toNanos(), first << Math.min(failures - 1, 10));
        }
        try {
            return stopped.await(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            return true;
        }
    }
}
