package io.howdah.mover.bindump.command;

/**
 * A piece of a command.
 *
 * @param text of a quoted one without its quotes
 * @param position of its first character in the command, from 1
 */
record Token(Kind kind, String text, int position) {

    enum Kind {
        WORD,
        QUOTED,
        COMMA,
        END
    }

    boolean isValue() {
        return kind == Kind.WORD || kind == Kind.QUOTED;
    }

    boolean isWord(String keyword) {
        return kind == Kind.WORD && text.equalsIgnoreCase(keyword);
    }

    /** As an error message shows it. */
    String shown() {
        return kind == Kind.END ? "end of input" : "\"" + text + "\"";
    }
}
