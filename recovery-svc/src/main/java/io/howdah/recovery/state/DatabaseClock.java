package io.howdah.recovery.state;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The time of the database. All recovery-svc that share one go by it, so that it does not matter how far their own
 * clocks are apart: when a session is due, whose heartbeats are missing.
 */
public final class DatabaseClock extends Clock implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DatabaseClock.class);

    private static final Duration INTERVAL = Duration.ofSeconds(10);

    private final Clock own;
    private final JdbcTemplate jdbc;
    private final Thread adjusting;
    private volatile Duration ahead = Duration.ZERO;

    private DatabaseClock(Clock own, DataSource dataSource) {
        this.own = own;
        this.jdbc = new JdbcTemplate(dataSource);
        adjust();
        this.adjusting = Thread.ofVirtual().name("database-clock").start(this::keepAdjusting);
    }

    /** @param own the clock here; it is the database's as well when that is embedded */
    public static Clock of(Clock own, DataSource dataSource) {
        return EmbeddedDatabase.is(dataSource) ? own : new DatabaseClock(own, dataSource);
    }

    private void adjust() {
        Instant before = own.instant();
        Instant there = Objects.requireNonNull(jdbc.queryForObject("select current_timestamp", OffsetDateTime.class))
                .toInstant();
        Duration trip = Duration.between(before, own.instant());
        Duration found = Duration.between(before.plus(trip.dividedBy(2)), there).truncatedTo(ChronoUnit.MICROS);
        // What the round trip explains is left alone: time shall not jump without need.
        if (found.minus(ahead).abs().compareTo(trip) > 0) {
            ahead = found;
            LOG.info("the database's clock is {} ms ahead of the one here", found.toMillis());
        }
    }

    private void keepAdjusting() {
        try {
            while (true) {
                Thread.sleep(INTERVAL);
                try {
                    adjust();
                } catch (DataAccessException away) {
                    LOG.debug("the database does not tell its time", away);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public Instant instant() {
        return own.instant().plus(ahead);
    }

    @Override
    public ZoneId getZone() {
        return own.getZone();
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("instants have no zone");
    }

    @Override
    public void close() {
        adjusting.interrupt();
    }
}
