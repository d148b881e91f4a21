package io.howdah.gateway.recovery;

import io.howdah.gateway.GatewayProperties;
import io.howdah.openapi.secret.SecretFile;
import java.nio.file.Path;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class RecoveryConfiguration {

    @Bean
    RecoveryHeaders recoveryHeaders(@Value("${howdah.secret-file}") Path secretFile) {
        return new RecoveryHeaders(SecretFile.readOrCreate(secretFile));
    }

    @Bean
    RecoveryInstances recoveryInstances(GatewayProperties properties) {
        return new RecoveryInstances(properties.recoveryUrls());
    }

    @Bean
    RecoveryProbe recoveryProbe(RecoveryInstances instances, GatewayProperties properties) {
        return new RecoveryProbe(instances, properties.probeInterval());
    }

    @Bean
    RecoveryRequests recoveryRequests(RecoveryInstances instances, GatewayProperties properties) {
        return new RecoveryRequests(instances, properties.connectTimeout(), properties.readTimeout());
    }
}
