package io.howdah.mover.state;

import io.howdah.openapi.fence.Fences;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

@Configuration(proxyBeanMethods = false)
class FenceConfiguration {

    @Bean
    Fences fences(JdbcTemplate jdbc) {
        return new Fences(jdbc, Clock.systemUTC());
    }
}
