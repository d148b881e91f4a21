package io.howdah.mover.cluster;

import io.howdah.openapi.secret.SecretFile;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ClusterConfiguration {

    private static final int KEY_BYTES = 32;

    @Bean
    PasswordCipher passwordCipher(KeyProperties properties) {
        byte[] key;
        try {
            key = HexFormat.of().parseHex(SecretFile.readOrCreate(properties.keyFile()));
        } catch (IllegalArgumentException e) {
            throw unusable(properties, e);
        }
        if (key.length != KEY_BYTES) {
            throw unusable(properties, null);
        }
        return new PasswordCipher(key);
    }

    private static IllegalStateException unusable(KeyProperties properties, @Nullable Throwable cause) {
        return new IllegalStateException(
                "the key file " + properties.keyFile()
                        + " does not hold 64 hexadecimal digits: restore it, or remove it and register the clusters again",
                cause);
    }
}
