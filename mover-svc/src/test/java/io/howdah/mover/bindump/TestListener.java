package io.howdah.mover.bindump;

import io.howdah.mover.bindump.auth.Authenticator;
import io.howdah.mover.bindump.auth.ClusterDirectory;
import io.howdah.mover.bindump.backup.Backups;
import io.howdah.mover.bindump.wire.TlsSettings;
import io.howdah.mover.cluster.ClusterConnections;
import io.howdah.mover.cluster.LocalCluster;
import java.net.InetAddress;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** A listener in this process, for one cluster. */
final class TestListener implements AutoCloseable {

    final BindumpServer server;
    final BindumpListener listener;
    final Backups backups;

    private TestListener(BindumpProperties properties, LocalCluster cluster, @Nullable TlsSettings tls) {
        ClusterConnections connections = new ClusterConnections();
        backups = new Backups(connections);
        server = new BindumpServer(
                properties,
                new ClusterDirectory(
                        name -> name.equals(cluster.name()) ? Optional.of(cluster) : Optional.empty(), connections),
                new Authenticator(new byte[32], System.getProperty("user.name")),
                backups,
                tls);
        listener = new BindumpListener(properties, server);
        listener.start();
    }

    static TestListener start(LocalCluster cluster) {
        return start(properties(null, Duration.ofSeconds(60), 100, 500), cluster, null);
    }

    static TestListener start(BindumpProperties properties, LocalCluster cluster, @Nullable TlsSettings tls) {
        return new TestListener(properties, cluster, tls);
    }

    static BindumpProperties properties(
            @Nullable Path socketDirectory, Duration timeout, int maxConnections, int maxUnauthenticated) {
        return new BindumpProperties(
                0,
                InetAddress.getLoopbackAddress(),
                null,
                null,
                socketDirectory,
                timeout,
                maxConnections,
                maxUnauthenticated);
    }

    int port() {
        return listener.port();
    }

    Connection connect(String cluster, String user, String password, String applicationName) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        properties.setProperty("replication", "database");
        properties.setProperty("preferQueryMode", "simple");
        properties.setProperty("assumeMinServerVersion", "13");
        properties.setProperty("ApplicationName", applicationName);
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port() + "/" + cluster, properties);
    }

    @Override
    public void close() {
        listener.stop();
        backups.close();
    }
}
