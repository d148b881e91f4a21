package io.howdah.mover.dump;

import io.howdah.mover.cluster.ClusterConnections;
import io.howdah.mover.cluster.LocalCluster;
import io.howdah.openapi.mover.model.InstanceDatabase;
import io.howdah.openapi.problem.ProblemException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

/** What a server says about its databases and tables. */
@Component
class Databases {

    private static final String ALL =
            "SELECT datname, datallowconn, pg_catalog.pg_database_size(oid) FROM pg_catalog.pg_database"
                    + " ORDER BY datname COLLATE \"C\"";

    /**
     * A relation and what is a part of it, as patterns of pg_dump in the bytes of the database's own encoding, in which
     * pg_dump reads them. pg_dump itself takes a partitioned table without its partitions.
     */
    private static final String TREE = """
            WITH RECURSIVE tree AS (
                SELECT c.oid FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                WHERE n.nspname = ? AND c.relname = ? AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
              UNION
                SELECT i.inhrelid FROM pg_catalog.pg_inherits i JOIN tree t ON i.inhparent = t.oid)
            SELECT pg_catalog.convert_to(
                       '"' || replace(n.nspname, '"', '""') || '"."' || replace(c.relname, '"', '""') || '"',
                       pg_catalog.getdatabaseencoding()),
                   CASE WHEN c.relkind IN ('r', 'm') THEN pg_catalog.pg_table_size(c.oid) ELSE 0 END
            FROM tree t JOIN pg_catalog.pg_class c ON c.oid = t.oid
                JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
            """;

    private final ClusterConnections connections;

    Databases(ClusterConnections connections) {
        this.connections = connections;
    }

    /**
     * Tables as pg_dump is to be told.
     *
     * @param bytes that they have, without indexes
     */
    record Tables(List<byte[]> patterns, long bytes) {}

    List<InstanceDatabase> all(LocalCluster server) throws SQLException {
        try (Connection connection = connections.open(server);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(ALL)) {
            List<InstanceDatabase> databases = new ArrayList<>();
            while (rows.next()) {
                databases.add(new InstanceDatabase(rows.getString(1), rows.getBoolean(2), rows.getLong(3)));
            }
            return databases;
        }
    }

    Tables tables(LocalCluster server, String database, List<String> names) throws SQLException {
        List<byte[]> patterns = new ArrayList<>();
        long bytes = 0;
        try (Connection connection = connections.open(server, database);
                PreparedStatement statement = connection.prepareStatement(TREE)) {
            for (String name : names) {
                TableName table = TableName.parse(name);
                statement.setString(1, table.schema());
                statement.setString(2, table.table());
                int before = patterns.size();
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        patterns.add(rows.getBytes(1));
                        bytes += rows.getLong(2);
                    }
                }
                if (patterns.size() == before) {
                    throw ProblemException.unprocessable(
                            "TABLE_NOT_FOUND",
                            "database " + database + " has no table " + name,
                            "name it as schema.table, each as \\d shows it; a name with a dot in it in double quotes");
                }
            }
        }
        return new Tables(patterns, bytes);
    }
}
