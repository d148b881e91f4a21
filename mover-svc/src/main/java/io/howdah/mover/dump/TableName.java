package io.howdah.mover.dump;

import io.howdah.openapi.problem.ProblemException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.http.HttpStatus;

/** {@code schema.table}, each name as the catalog has it; in double quotes where it has a dot or a quote in it. */
record TableName(String schema, String table) {

    private static final String NAME = "(\"(?:[^\"]|\"\")+\"|[^\".]+)";
    private static final Pattern BOTH = Pattern.compile(NAME + "\\." + NAME, Pattern.DOTALL);

    static TableName parse(String text) {
        Matcher both = BOTH.matcher(text);
        if (!both.matches()) {
            throw new ProblemException(
                    HttpStatus.BAD_REQUEST,
                    "INVALID_VALUE",
                    "\"" + text + "\" is not the name of a table",
                    "write schema.table; a name with a dot or a quote in it in double quotes");
        }
        return new TableName(plain(both.group(1)), plain(both.group(2)));
    }

    private static String plain(String name) {
        return name.startsWith("\"") ? name.substring(1, name.length() - 1).replace("\"\"", "\"") : name;
    }
}
