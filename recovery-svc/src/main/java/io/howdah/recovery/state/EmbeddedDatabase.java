package io.howdah.recovery.state;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.springframework.jdbc.CannotGetJdbcConnectionException;

/** Tells whether the state is in H2, whose file only one process opens at a time. */
public final class EmbeddedDatabase {

    private EmbeddedDatabase() {}

    public static boolean is(DataSource dataSource) {
        try (Connection connection = dataSource.getConnection()) {
            return "H2".equals(connection.getMetaData().getDatabaseProductName());
        } catch (SQLException e) {
            throw new CannotGetJdbcConnectionException("cannot reach the database that holds the state", e);
        }
    }
}
