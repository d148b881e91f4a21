package io.howdah.gateway.recovery;

import io.howdah.gateway.GatewayProperties;
import io.howdah.openapi.secret.SecretFile;
import java.nio.file.Path;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.ClientHttpRequestFactory;

@Configuration(proxyBeanMethods = false)
class RecoveryConfiguration {

    @Bean
    RecoveryHeaders recoveryHeaders(@Value("${howdah.secret-file}") Path secretFile) {
        return new RecoveryHeaders(SecretFile.readOrCreate(secretFile));
    }

    @Bean
    ClientHttpRequestFactory recoveryRequests(GatewayProperties properties) {
        return new RecoveryRequests(properties.connectTimeout(), properties.readTimeout());
    }
}
