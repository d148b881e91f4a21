package io.howdah.recovery;

import io.howdah.recovery.state.DatabaseClock;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import javax.sql.DataSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ClockConfiguration {

    /** As exact as the database keeps a time, so that it reads the same wherever it is shown. */
    @Bean
    Clock clock(DataSource dataSource) {
        return DatabaseClock.of(Clock.tick(Clock.systemUTC(), Duration.of(1, ChronoUnit.MICROS)), dataSource);
    }

    @Bean
    com.github.kagkarlsson.scheduler.Clock schedulerClock(Clock clock) {
        return clock::instant;
    }
}
