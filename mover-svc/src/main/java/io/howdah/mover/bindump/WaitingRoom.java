package io.howdah.mover.bindump;

import io.howdah.mover.bindump.wire.Transport;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connections that have not been let in. Nobody stays longer than the timeout however slowly he sends, and when it is
 * full the one who has been there longest has to go, so that a crowd of silent ones keeps nobody out.
 */
final class WaitingRoom implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WaitingRoom.class);

    private final int capacity;
    private final Duration timeout;
    private final LinkedHashSet<Guest> guests = new LinkedHashSet<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("bindump-timeouts").daemon().factory());

    WaitingRoom(int capacity, Duration timeout) {
        this.capacity = capacity;
        this.timeout = timeout;
    }

    /** Closing the guest means that it has left, or was let in. */
    Guest enter(Transport transport) {
        Guest guest = new Guest(transport);
        Guest evicted = null;
        synchronized (guests) {
            if (guests.size() >= capacity) {
                evicted = guests.removeFirst();
            }
            guests.add(guest);
        }
        if (evicted != null) {
            evicted.turnOut("too many connections wait for authentication");
        }
        return guest;
    }

    int size() {
        synchronized (guests) {
            return guests.size();
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }

    /** A connection in the room. */
    final class Guest implements AutoCloseable {

        private final Transport transport;
        private final ScheduledFuture<?> deadline;

        private Guest(Transport transport) {
            this.transport = transport;
            this.deadline = clock.schedule(
                    () -> turnOut("it took longer than " + timeout), timeout.toMillis(), TimeUnit.MILLISECONDS);
        }

        private void turnOut(String reason) {
            LOG.info("closing the connection from {} before it was let in: {}", transport.remote(), reason);
            transport.close();
            close();
        }

        @Override
        public void close() {
            deadline.cancel(false);
            synchronized (guests) {
                guests.remove(this);
            }
        }
    }
}
