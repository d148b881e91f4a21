package io.howdah.mount.mount;

import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class MountConfiguration {

    @Bean
    MountLocks mountLocks() {
        return new MountLocks();
    }

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }
}
