package io.howdah.mover.instance;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One setting or include directive of a configuration file, as guc-file.l of PostgreSQL reads it.
 *
 * @param name lower case
 * @param value without quotes and escapes
 */
public record ConfigurationLine(String name, String value) {

    private static final Pattern LINE = Pattern.compile(
            "\\s*([A-Za-z_\\x80-\\xff][A-Za-z0-9_$.\\x80-\\xff]*)\\s*=?\\s*('(?:[^'\\\\]|\\\\.|'')*'|[^\\s#'=][^\\s#]*)\\s*(?:#.*)?");
    private static final Pattern ESCAPE = Pattern.compile("''|\\\\([0-7]{1,3}|.)");

    /** Empty for a comment, an empty line, and what PostgreSQL would not understand either. */
    public static Optional<ConfigurationLine> parse(String line) {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String raw = matcher.group(2);
        String value = raw.startsWith("'") ? unescape(raw.substring(1, raw.length() - 1)) : raw;
        return Optional.of(new ConfigurationLine(matcher.group(1).toLowerCase(Locale.ROOT), value));
    }

    boolean include() {
        return name.equals("include") || name.equals("include_if_exists") || name.equals("include_dir");
    }

    private static String unescape(String quoted) {
        return ESCAPE.matcher(quoted).replaceAll(m -> Matcher.quoteReplacement(unescape(m.group(), m.group(1))));
    }

    private static String unescape(String whole, @Nullable String escaped) {
        if (escaped == null) {
            return "'";
        }
        char first = escaped.charAt(0);
        if (first >= '0' && first <= '7') {
            return Character.toString((char) (Integer.parseInt(escaped, 8) & 0xff));
        }
        return switch (first) {
            case 'b' -> "\b";
            case 'f' -> "\f";
            case 'n' -> "\n";
            case 'r' -> "\r";
            case 't' -> "\t";
            default -> whole.substring(1);
        };
    }
}
