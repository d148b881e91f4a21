package io.howdah.mover.bindump.backup;

import io.howdah.repository.stream.FileKind;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a relation's file: {@code <relfilenode>[_<fork>][.<segment>]} (PostgreSQL documentation, "Database File
 * Layout").
 *
 * @param relation the relfilenode
 * @param segment 0 for the first file of the fork
 */
record RelationName(String relation, FileKind fork, int segment) {

    private static final Pattern FORM = Pattern.compile("([0-9]{1,10})(?:_(fsm|vm|init))?(?:\\.([0-9]{1,6}))?");
    private static final Pattern TEMPORARY = Pattern.compile("t[0-9]+_[0-9]+(?:_(?:fsm|vm|init))?(?:\\.[0-9]+)?");

    static Optional<RelationName> parse(String name) {
        Matcher matcher = FORM.matcher(name);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String fork = matcher.group(2);
        String segment = matcher.group(3);
        return Optional.of(new RelationName(
                matcher.group(1),
                switch (fork) {
                    case null -> FileKind.MAIN;
                    case "fsm" -> FileKind.FSM;
                    case "vm" -> FileKind.VM;
                    default -> FileKind.INIT;
                },
                segment == null ? 0 : Integer.parseInt(segment)));
    }

    static boolean isTemporary(String name) {
        return TEMPORARY.matcher(name).matches();
    }
}
