package io.howdah.mover.cluster;

import io.howdah.openapi.secret.PasswordCipher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ClusterConfiguration {

    @Bean
    PasswordCipher passwordCipher(KeyProperties properties) {
        return new PasswordCipher(properties.keyFile());
    }
}
