package io.howdah.system;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** One database of a running instance, reached over TCP. */
record Database(String host, int port, String name) {

    static Database of(JsonNode publication, String name) {
        JsonNode connection = publication.path("connection");
        return new Database(
                connection.path("host").asString(), connection.path("port").asInt(), name);
    }

    Database named(String other) {
        return new Database(host, port, other);
    }

    Connection connect() {
        try {
            return DriverManager.getConnection(
                    "jdbc:postgresql://" + host + ":" + port + "/" + name + "?user=postgres&connectTimeout=10");
        } catch (SQLException e) {
            throw new AssertionError("cannot connect to " + this + ": " + e.getMessage(), e);
        }
    }

    void execute(String... statements) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new AssertionError("in " + name + ": " + e.getMessage(), e);
        }
    }

    String value(String sql) {
        return String.join("\n", column(sql));
    }

    List<String> column(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> values = new ArrayList<>();
            while (rows.next()) {
                values.add(String.valueOf(rows.getString(1)));
            }
            return values;
        } catch (SQLException e) {
            throw new AssertionError("in " + name + ": " + sql + ": " + e.getMessage(), e);
        }
    }

    List<String> databases() {
        return column("SELECT datname FROM pg_database WHERE datallowconn AND NOT datistemplate ORDER BY 1");
    }

    /** Rows and an order-independent hash of every permanent table of every database, and of the large objects. */
    Map<String, String> contents() {
        Map<String, String> contents = new LinkedHashMap<>();
        for (String database : databases()) {
            Database there = named(database);
            List<String> tables = there.column("""
                    SELECT format('%I.%I', n.nspname, c.relname)
                    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                    WHERE c.relkind IN ('r', 'm', 'p') AND c.relpersistence = 'p'
                      AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_toast'
                    ORDER BY 1""");
            for (String table : tables) {
                contents.put(
                        database + "." + table,
                        there.value(
                                "SELECT count(*) || ' rows, ' || coalesce(sum(hashtextextended(t::text, 0)), 0) FROM "
                                        + table + " t"));
            }
            contents.put(
                    database + " large objects",
                    there.value(
                            "SELECT count(*) || ' pages, ' || coalesce(sum(hashtextextended(loid || ':' || pageno || ':' || data::text, 0)), 0) FROM pg_largeobject"));
        }
        return contents;
    }
}
