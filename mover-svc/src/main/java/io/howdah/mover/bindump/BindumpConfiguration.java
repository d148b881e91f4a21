package io.howdah.mover.bindump;

import io.howdah.mover.bindump.auth.Authenticator;
import io.howdah.mover.bindump.auth.ClusterDirectory;
import io.howdah.mover.bindump.backup.Backups;
import io.howdah.mover.bindump.wire.TlsSettings;
import io.howdah.mover.cluster.ClusterConnections;
import io.howdah.mover.cluster.Clusters;
import io.howdah.mover.cluster.KeyProperties;
import io.howdah.openapi.secret.SecretFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class BindumpConfiguration {

    @Bean
    Backups backups(ClusterConnections connections) {
        return new Backups(connections);
    }

    /** Closed by its listener. */
    @Bean(destroyMethod = "")
    BindumpServer bindumpServer(
            BindumpProperties properties,
            KeyProperties keys,
            Clusters clusters,
            ClusterConnections connections,
            Backups backups) {
        byte[] key = SecretFile.readOrCreate(keys.keyFile()).getBytes(StandardCharsets.US_ASCII);
        Path certificate = properties.certificate();
        Path privateKey = properties.privateKey();
        TlsSettings tls = certificate == null || privateKey == null ? null : TlsSettings.load(certificate, privateKey);
        return new BindumpServer(
                properties,
                new ClusterDirectory(clusters::find, connections),
                new Authenticator(key, System.getProperty("user.name")),
                backups,
                tls);
    }

    @Bean
    BindumpListener bindumpListener(BindumpProperties properties, BindumpServer server) {
        return new BindumpListener(properties, server);
    }

    @Bean
    BindumpMetrics bindumpMetrics(BindumpServer server) {
        return new BindumpMetrics(server);
    }
}
