package io.howdah.mover.bindump.command;

import io.howdah.mover.bindump.wire.PgError;
import io.howdah.mover.bindump.wire.SqlState;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The options of one command, as given: each at most once, with its value and its place. */
final class Options {

    /** Every option that some command knows. */
    enum Name {
        LABEL,
        INCR_MODE,
        START_LSN,
        TRANSFER_MODE,
        TRANSFER_BUFFER_SIZE,
        VERIFY_CHECKSUMS,
        COMPRESS_ALG,
        COMPRESS_LVL,
        WORKER_INFO,
        STREAM,
        EXTERNALS;

        /** VERIFY_CHECKSUMS and STREAM alone mean TRUE. */
        boolean valueIsOptional() {
            return this == VERIFY_CHECKSUMS || this == STREAM;
        }

        private static @Nullable Name of(String word) {
            try {
                return valueOf(word.toUpperCase(Locale.ROOT));
            } catch (IllegalArgumentException e) {
                return null;
            }
        }
    }

    private static final Token TRUE = new Token(Token.Kind.WORD, "TRUE", 0);

    private final Map<Name, Token> values = new EnumMap<>(Name.class);
    private final List<Token> tokens;
    private int at;

    /** @param tokens of the command; those from index 1 on are its options */
    private Options(List<Token> tokens) {
        this.tokens = tokens;
        this.at = 1;
    }

    static Options parse(List<Token> tokens, Set<Name> known) throws PgError {
        Options options = new Options(tokens);
        while (options.peek().kind() != Token.Kind.END) {
            options.option(known);
        }
        return options;
    }

    /** The value of the option, or null when it was not given. */
    @Nullable Token get(Name name) {
        return values.get(name);
    }

    private void option(Set<Name> known) throws PgError {
        Token keyword = peek();
        Name name = keyword.kind() == Token.Kind.WORD ? Name.of(keyword.text()) : null;
        if (keyword.kind() != Token.Kind.WORD) {
            throw syntax("syntax error: an option is expected at " + keyword.shown(), keyword);
        }
        if (name == null || !known.contains(name)) {
            throw syntax("unrecognized option " + keyword.shown(), keyword)
                    .hint(Keywords.hint(
                            keyword.text(), known.stream().map(Name::name).toList()));
        }
        if (values.containsKey(name)) {
            throw syntax("option " + name + " is given twice", keyword).hint("Give it once.");
        }
        at++;
        values.put(name, value(name));
        if (peek().kind() == Token.Kind.COMMA) {
            at++;
            if (peek().kind() == Token.Kind.END) {
                throw syntax("syntax error: an option is expected after the comma", peek());
            }
        }
    }

    private Token value(Name name) throws PgError {
        Token value = peek();
        if (name.valueIsOptional() && isAbsent(value)) {
            return TRUE;
        }
        if (!value.isValue()) {
            throw syntax("option " + name + " needs a value", value);
        }
        at++;
        return name == Name.EXTERNALS && value.kind() == Token.Kind.WORD ? list(value) : value;
    }

    private static boolean isAbsent(Token value) {
        return !value.isValue() || (value.kind() == Token.Kind.WORD && Name.of(value.text()) != null);
    }

    /** In a bare list a comma goes on with it when a path follows; else it begins the next option. */
    private Token list(Token first) {
        List<String> paths = new ArrayList<>(List.of(first.text()));
        while (peek().kind() == Token.Kind.COMMA && tokens.get(at + 1).text().startsWith("/")) {
            paths.add(tokens.get(at + 1).text());
            at += 2;
        }
        return new Token(first.kind(), String.join(",", paths), first.position());
    }

    private Token peek() {
        return tokens.get(at);
    }

    static PgError syntax(String message, Token token) {
        return PgError.of(SqlState.SYNTAX_ERROR, message).at(token.position());
    }
}
