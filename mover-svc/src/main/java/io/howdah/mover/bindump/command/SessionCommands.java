package io.howdah.mover.bindump.command;

import static io.howdah.mover.bindump.command.Options.syntax;

import io.howdah.mover.bindump.wire.PgError;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The few commands that drivers send on their own account after they connected. */
final class SessionCommands {

    private static final Pattern SET = Pattern.compile(
            "\\s*SET\\s+(?:SESSION\\s+|LOCAL\\s+)?(?<name>[A-Za-z_.][A-Za-z0-9_.]*)\\s*(?:=|\\sTO\\s)\\s*"
                    + "(?:'(?<quoted>(?:[^']|'')*)'|(?<bare>[^\\s';]+))[\\s;]*",
            Pattern.CASE_INSENSITIVE);

    private SessionCommands() {}

    static Command show(List<Token> tokens) throws PgError {
        Token name = tokens.get(1);
        if (name.kind() != Token.Kind.WORD) {
            throw syntax("SHOW needs the name of a parameter", name);
        }
        // SHOW TRANSACTION ISOLATION LEVEL is the only one of several words
        String joined = tokens.stream()
                .skip(1)
                .filter(Token::isValue)
                .map(token -> token.text().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(" "));
        return new Command.Show(joined.equals("transaction isolation level") ? "transaction_isolation" : joined);
    }

    static Command set(String text, List<Token> tokens) throws PgError {
        Matcher matcher = SET.matcher(text);
        if (!matcher.matches()) {
            throw syntax("syntax error at or near " + tokens.get(1).shown(), tokens.get(1))
                    .hint("SET takes one name and one value.");
        }
        String quoted = matcher.group("quoted");
        return new Command.SetParameter(
                matcher.group("name").toLowerCase(Locale.ROOT),
                quoted == null ? matcher.group("bare") : quoted.replace("''", "'"));
    }

    static Command startTransaction(List<Token> tokens) throws PgError {
        if (!tokens.get(1).isWord("transaction")) {
            throw syntax("unrecognized command " + tokens.getFirst().shown(), tokens.getFirst())
                    .hint(Keywords.hint("start_" + tokens.get(1).text(), List.of("start_backup")));
        }
        return new Command.Transaction("START TRANSACTION", true);
    }
}
