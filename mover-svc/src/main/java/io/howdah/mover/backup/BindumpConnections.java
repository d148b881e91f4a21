package io.howdah.mover.backup;

import io.howdah.mover.bindump.BindumpProperties;
import io.howdah.openapi.log.LogContext;
import io.howdah.openapi.mover.model.BackupSource;
import io.howdah.openapi.problem.ProblemException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.springframework.stereotype.Component;

/**
 * Connects to bindump listeners with the PostgreSQL JDBC driver, as to a walsender.
 *
 * <p>The unix socket is reached through native code, which holds its carrier while it waits: use platform threads.
 */
@Component
class BindumpConnections {

    private final int ownPort;
    private final @Nullable Path ownSocketDirectory;
    private final BackupProperties properties;

    BindumpConnections(BindumpProperties own, BackupProperties properties) {
        this.ownPort = own.port();
        this.ownSocketDirectory = own.socketDirectory();
        this.properties = properties;
    }

    /** @param applicationName the same for all connections of one backup, and for no other's */
    Connection open(BackupSource source, String applicationName) throws SQLException {
        int port = source.getPort() == null ? ownPort : source.getPort();
        String host = source.getHost();
        String password = source.getPassword();
        Properties settings = new Properties();
        settings.setProperty("user", source.getUser());
        settings.setProperty("ApplicationName", applicationName);
        settings.setProperty("replication", "database");
        settings.setProperty("preferQueryMode", "simple");
        // else the driver opens with settings that it would have to ask for by queries
        settings.setProperty("assumeMinServerVersion", "13");
        settings.setProperty("gssEncMode", "disable");
        String seconds = Long.toString(Math.max(1, properties.connectTimeout().toSeconds()));
        settings.setProperty("connectTimeout", seconds);
        settings.setProperty("loginTimeout", seconds);
        @Nullable String session = MDC.get(LogContext.SESSION);
        if (session != null) {
            settings.setProperty("options", "-c howdah.session=" + session);
        }
        if (password != null) {
            settings.setProperty("password", password);
        }
        if (password == null && host == null) {
            overSocket(settings, port);
        } else {
            settings.setProperty("socketFactory", ProbedSockets.class.getName());
        }
        return DriverManager.getConnection(url(host == null ? "localhost" : host, port, source.getCluster()), settings);
    }

    private static String url(String host, int port, String cluster) {
        String bracketed = host.contains(":") ? "[" + host + "]" : host;
        return "jdbc:postgresql://" + bracketed + ":" + port + "/" + URLEncoder.encode(cluster, StandardCharsets.UTF_8);
    }

    private void overSocket(Properties settings, int port) {
        if (ownSocketDirectory == null) {
            throw ProblemException.unprocessable(
                    "BINDUMP_SOCKET_MISSING",
                    "the backup's source names no password, and this mover's bindump listener has no unix socket",
                    "set howdah.mover.bindump.socket-directory, or name host and password of the source");
        }
        settings.setProperty("sslmode", "disable");
        settings.setProperty("socketFactory", "org.newsclub.net.unix.AFUNIXSocketFactory$FactoryArg");
        settings.setProperty(
                "socketFactoryArg",
                ownSocketDirectory.resolve(".s.PGSQL." + port).toString());
    }
}
