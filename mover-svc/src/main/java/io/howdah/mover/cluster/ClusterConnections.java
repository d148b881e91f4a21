package io.howdah.mover.cluster;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import org.springframework.stereotype.Component;

/**
 * Opens the mover's own connections to the clusters on its host: over the unix socket when its directory is known, so
 * that peer authentication works, else over TCP to the loopback address.
 *
 * <p>The unix socket is reached through native code, which holds its carrier while it waits: use platform threads.
 */
@Component
public class ClusterConnections {

    private static final String ABSENT_DATABASE = "3D000";
    private static final String CONNECT_TIMEOUT_SECONDS = "10";

    /** A connection to database postgres, or to template1 where that one was dropped. Auto-commit is on. */
    public Connection open(LocalCluster cluster) throws SQLException {
        try {
            return open(cluster, "postgres");
        } catch (SQLException e) {
            if (ABSENT_DATABASE.equals(e.getSQLState())) {
                return open(cluster, "template1");
            }
            throw e;
        }
    }

    /** A connection to the named database of the cluster. */
    public Connection open(LocalCluster cluster, String database) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", cluster.user());
        String password = cluster.password();
        if (password != null) {
            properties.setProperty("password", password);
        }
        properties.setProperty("ApplicationName", "howdah mover");
        properties.setProperty("connectTimeout", CONNECT_TIMEOUT_SECONDS);
        properties.setProperty("loginTimeout", CONNECT_TIMEOUT_SECONDS);
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("gssEncMode", "disable");
        String host = "127.0.0.1";
        Path socketDirectory = cluster.socketDirectory();
        if (socketDirectory != null) {
            // the one host name that the socket factory takes for its socket
            host = "localhost";
            properties.setProperty("sslmode", "disable");
            properties.setProperty("socketFactory", "org.newsclub.net.unix.AFUNIXSocketFactory$FactoryArg");
            properties.setProperty(
                    "socketFactoryArg",
                    socketDirectory.resolve(".s.PGSQL." + cluster.port()).toString());
        }
        return DriverManager.getConnection(
                "jdbc:postgresql://" + host + ":" + cluster.port() + "/"
                        + URLEncoder.encode(database, StandardCharsets.UTF_8),
                properties);
    }
}
