package io.howdah.mount.workerprocess;

import io.howdah.mount.config.MountProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class WorkerConfiguration {

    @Bean
    WorkerCommand workerCommand(MountProperties properties) {
        return WorkerCommand.ofThisJvm(properties.worker().jvmFlags());
    }
}
