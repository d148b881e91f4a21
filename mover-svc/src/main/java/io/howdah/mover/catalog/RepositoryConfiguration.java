package io.howdah.mover.catalog;

import io.howdah.mover.MoverProperties;
import io.howdah.repository.Repository;
import io.howdah.repository.storage.DirectoryStorage;
import java.io.IOException;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class RepositoryConfiguration {

    /** Made when it is not there; a directory that is something else stops the service, which says so. */
    @Bean
    Repository repository(MoverProperties properties) throws IOException {
        return Repository.open(new DirectoryStorage(
                properties.repository().toAbsolutePath().normalize(),
                properties.repositoryReserve().toBytes()));
    }
}
