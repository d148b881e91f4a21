package io.howdah.mover.bindump;

import io.howdah.mover.bindump.wire.PgError;
import io.howdah.mover.bindump.wire.SqlState;
import io.howdah.mover.bindump.wire.StartupRequest;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the startup packet asked for.
 *
 * @param cluster name of the cluster: the database of the startup packet
 * @param applicationName empty when none was given
 * @param session the session that it works for, for the log: {@code -c howdah.session=<id>} in the options
 */
record Login(
        String user,
        String cluster,
        String applicationName,
        @Nullable String session) {

    private static final Pattern SESSION =
            Pattern.compile("(?:^|\\s)-c\\s*howdah\\.session=([A-Za-z0-9._-]{1,64})(?:$|\\s)");

    static Login from(StartupRequest.Startup startup) throws PgError {
        Map<String, String> parameters = startup.parameters();
        String user = parameters.getOrDefault("user", "");
        if (user.isEmpty()) {
            throw PgError.of(SqlState.INVALID_AUTHORIZATION, "no PostgreSQL user name specified in startup packet");
        }
        if (!isReplication(parameters.getOrDefault("replication", "false"))) {
            throw PgError.of(SqlState.FEATURE_NOT_SUPPORTED, "bindump takes replication connections only")
                    .hint(
                            "Connect with replication=true; the JDBC driver sends it only with assumeMinServerVersion=9.4 or later.");
        }
        return new Login(
                user,
                parameters.getOrDefault("database", user),
                parameters.getOrDefault("application_name", ""),
                session(parameters.getOrDefault("options", "")));
    }

    private static @Nullable String session(String options) {
        Matcher named = SESSION.matcher(options);
        return named.find() ? named.group(1) : null;
    }

    private static boolean isReplication(String value) throws PgError {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "true", "on", "yes", "1", "t", "y", "database" -> true;
            case "false", "off", "no", "0", "f", "n" -> false;
            default ->
                throw PgError.of(
                                SqlState.INVALID_PARAMETER_VALUE,
                                "invalid value for parameter \"replication\": \"" + value + "\"")
                        .hint("Valid values are: true, database.");
        };
    }
}
