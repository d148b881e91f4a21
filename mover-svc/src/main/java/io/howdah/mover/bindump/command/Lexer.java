package io.howdah.mover.bindump.command;

import io.howdah.mover.bindump.wire.PgError;
import io.howdah.mover.bindump.wire.SqlState;
import java.util.ArrayList;
import java.util.List;

/** Splits a command into words, quoted values and commas. A semicolon may end the command, as psql sends it. */
final class Lexer {

    private final String text;
    private final int length;
    private int at;

    private Lexer(String text) {
        this.text = text;
        int end = text.length();
        while (end > 0 && (text.charAt(end - 1) == ';' || Character.isWhitespace(text.charAt(end - 1)))) {
            end--;
        }
        this.length = end;
    }

    /** The tokens, the last of which is the END. */
    static List<Token> split(String text) throws PgError {
        Lexer lexer = new Lexer(text);
        List<Token> tokens = new ArrayList<>();
        Token token;
        do {
            token = lexer.next();
            tokens.add(token);
        } while (token.kind() != Token.Kind.END);
        return tokens;
    }

    private Token next() throws PgError {
        while (at < length && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        int start = at;
        if (at == length) {
            return new Token(Token.Kind.END, "", position(start));
        }
        return switch (text.charAt(at)) {
            case ',' -> {
                at++;
                yield new Token(Token.Kind.COMMA, ",", position(start));
            }
            case '\'' -> quoted(start);
            default -> word(start);
        };
    }

    private Token word(int start) {
        while (at < length && isWordCharacter(text.charAt(at))) {
            at++;
        }
        return new Token(Token.Kind.WORD, text.substring(start, at), position(start));
    }

    private static boolean isWordCharacter(char c) {
        return c != ',' && c != '\'' && !Character.isWhitespace(c);
    }

    private Token quoted(int start) throws PgError {
        StringBuilder value = new StringBuilder();
        at++;
        while (true) {
            int quote = text.indexOf('\'', at);
            if (quote < 0) {
                throw PgError.of(SqlState.SYNTAX_ERROR, "unterminated quoted value")
                        .hint("Close it with a single quote; a quote within it is doubled.")
                        .at(position(start));
            }
            value.append(text, at, quote);
            at = quote + 1;
            if (at < text.length() && text.charAt(at) == '\'') {
                value.append('\'');
                at++;
            } else {
                return new Token(Token.Kind.QUOTED, value.toString(), position(start));
            }
        }
    }

    /** PostgreSQL counts characters, not UTF-16 units. */
    private int position(int index) {
        return text.codePointCount(0, index) + 1;
    }
}
