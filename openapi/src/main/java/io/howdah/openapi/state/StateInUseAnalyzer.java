package io.howdah.openapi.state;

import java.sql.SQLException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says in words that an embedded database is open in another process: its file has one at a time. */
final class StateInUseAnalyzer extends AbstractFailureAnalyzer<SQLException> {

    /** H2's DATABASE_ALREADY_OPEN_1. */
    private static final int ALREADY_OPEN = 90020;

    /** The file, without what H2 puts before it to say how it is read and written. */
    private static final Pattern QUOTED = Pattern.compile("\"(?:[a-z]+:)?([^\"]+)\"");

    @Override
    protected @Nullable FailureAnalysis analyze(Throwable rootFailure, SQLException cause) {
        if (cause.getErrorCode() != ALREADY_OPEN) {
            return null;
        }
        Matcher file = QUOTED.matcher(String.valueOf(cause.getMessage()));
        return new FailureAnalysis(
                "the state in " + (file.find() ? file.group(1) : "the embedded database")
                        + " is in use by another process: an embedded database belongs to one service at a time",
                "end the other service, or let this one have a state of its own (spring.datasource.url). Several"
                        + " recovery-svc share their work through one PostgreSQL database: see docs/operations.md",
                rootFailure);
    }
}
