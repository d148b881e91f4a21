package io.howdah.mover.instance;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the keeper remembers of one instance from look to look; and how long it lets it rest in between. */
final class Care {

    private static final Logger LOG = LoggerFactory.getLogger(Care.class);

    /** A server that runs longer has not died of having been started. */
    private static final Duration HEALTHY_LIFE = Duration.ofSeconds(10);

    private static final Duration FIRST_REST = Duration.ofSeconds(1);
    private static final Duration LONGEST_REST = Duration.ofMinutes(1);
    private static final int MOST_DOUBLINGS = 6;

    /** What has not changed for long is looked at ever more seldom: this part of that time, at most so long. */
    private static final int PART = 20;

    private static final Duration LONGEST_INTERVAL = Duration.ofSeconds(5);

    private final String id;
    private @Nullable Situation situation;
    private long since = System.nanoTime();
    private volatile long nextLook = since;
    private int attempts;
    private long lastAttempt = since;
    private long watched;

    Care(String id) {
        this.id = id;
    }

    String id() {
        return id;
    }

    boolean due() {
        return System.nanoTime() - nextLook >= 0;
    }

    void lookSoon() {
        nextLook = System.nanoTime();
    }

    void saw(Situation now) {
        long time = System.nanoTime();
        if (now != situation) {
            if (situation != null || now != Situation.RUNNING) {
                LOG.info("instance {} is {}", id, now);
            }
            situation = now;
            since = time;
        }
        // finding that a server is there costs little; finding none, a look at every process
        nextLook = now == Situation.RUNNING || now == Situation.ARRIVING
                ? time
                : time + Math.min((time - since) / PART, LONGEST_INTERVAL.toNanos());
    }

    /** @param ended is run when the process has ended */
    void runs(long pid, Runnable ended) {
        if (attempts > 0 && System.nanoTime() - lastAttempt > HEALTHY_LIFE.toNanos()) {
            attempts = 0;
        }
        if (watched != pid) {
            watched = pid;
            ProcessHandle.of(pid).ifPresent(handle -> handle.onExit().thenRun(ended));
        }
    }

    /** The first attempt comes at once, the second a second later, the others after ever longer rests. */
    boolean mustRest() {
        return attempts > 0 && System.nanoTime() - lastAttempt < rest().toNanos();
    }

    private Duration rest() {
        Duration rest = FIRST_REST.multipliedBy(1L << Math.min(attempts - 1, MOST_DOUBLINGS));
        return rest.compareTo(LONGEST_REST) < 0 ? rest : LONGEST_REST;
    }

    void tries() {
        attempts++;
        lastAttempt = System.nanoTime();
    }
}
