package io.howdah.mover.bindump.wire;

import org.jspecify.annotations.Nullable;

/** A failure as the frontend is to see it: what an ErrorResponse carries. */
public final class PgError extends Exception {

    private static final long serialVersionUID = 1L;

    private final String sqlState;
    private final @Nullable String detail;
    private final @Nullable String hint;
    private final int position;

    private PgError(
            String sqlState,
            String message,
            @Nullable String detail,
            @Nullable String hint,
            int position,
            @Nullable Throwable cause) {
        super(message, cause);
        this.sqlState = sqlState;
        this.detail = detail;
        this.hint = hint;
        this.position = position;
    }

    public static PgError of(SqlState state, String message) {
        return new PgError(state.code(), message, null, null, 0, null);
    }

    /** Hands on an error of the cluster under its own SQLSTATE. */
    public static PgError of(String sqlState, String message) {
        return new PgError(sqlState, message, null, null, 0, null);
    }

    public PgError detail(@Nullable String text) {
        return new PgError(sqlState, message(), text, hint, position, getCause());
    }

    public PgError hint(@Nullable String text) {
        return new PgError(sqlState, message(), detail, text, position, getCause());
    }

    /** @param character in the query string, from 1 */
    public PgError at(int character) {
        return new PgError(sqlState, message(), detail, hint, character, getCause());
    }

    public PgError causedBy(Throwable cause) {
        return new PgError(sqlState, message(), detail, hint, position, cause);
    }

    public String sqlState() {
        return sqlState;
    }

    public String message() {
        return String.valueOf(getMessage());
    }

    public @Nullable String detail() {
        return detail;
    }

    public @Nullable String hint() {
        return hint;
    }

    /** Character in the query string from 1, or 0 when the error has no place there. */
    public int position() {
        return position;
    }
}
