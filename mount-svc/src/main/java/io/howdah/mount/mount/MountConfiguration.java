package io.howdah.mount.mount;

import io.howdah.openapi.fence.Fences;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

@Configuration(proxyBeanMethods = false)
class MountConfiguration {

    @Bean
    MountLocks mountLocks() {
        return new MountLocks();
    }

    @Bean
    Fences fences(JdbcTemplate jdbc, Clock clock) {
        return new Fences(jdbc, clock);
    }

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }
}
