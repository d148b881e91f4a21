package io.howdah.repository.backup;

import io.howdah.repository.RepositoryException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Lines of {@code key = value}, for people to read and for programs to parse. Empty lines and lines that begin with
 * {@code #} are comments. In values, backslash, line feed and carriage return are written as {@code \\}, {@code \n} and
 * {@code \r}; keys have no {@code =}.
 */
final class ControlText {

    private static final String SEPARATOR = " = ";

    private final Map<String, String> values = new LinkedHashMap<>();

    static ControlText parse(String text) {
        ControlText parsed = new ControlText();
        text.lines().filter(line -> !line.isBlank() && !line.startsWith("#")).forEach(parsed::parseLine);
        return parsed;
    }

    private void parseLine(String line) {
        int separator = line.indexOf(SEPARATOR.stripTrailing());
        if (separator <= 0) {
            throw corrupt("\"" + line + "\" is not a line of key = value");
        }
        String value = line.substring(separator + SEPARATOR.stripTrailing().length());
        values.put(line.substring(0, separator).strip(), unescape(value.startsWith(" ") ? value.substring(1) : value));
    }

    ControlText put(String key, Object value) {
        if (key.isBlank()
                || key.startsWith("#")
                || key.indexOf('=') >= 0
                || key.lines().count() != 1) {
            throw new IllegalArgumentException("not a key: " + key);
        }
        values.put(key, value.toString());
        return this;
    }

    ControlText putIfPresent(String key, @Nullable Object value) {
        return value == null ? this : put(key, value);
    }

    ControlText putAll(String prefix, Map<String, String> entries) {
        new TreeMap<>(entries).forEach((key, value) -> put(prefix + key, value));
        return this;
    }

    String format() {
        StringBuilder text = new StringBuilder();
        values.forEach((key, value) ->
                text.append(key).append(SEPARATOR).append(escape(value)).append('\n'));
        return text.toString();
    }

    @Nullable String find(String key) {
        return values.get(key);
    }

    String get(String key) {
        String value = values.get(key);
        if (value == null) {
            throw corrupt("key " + key + " is missing");
        }
        return value;
    }

    long number(String key) {
        try {
            return Long.parseLong(get(key));
        } catch (NumberFormatException e) {
            throw corrupt(key + " is not a number: " + get(key));
        }
    }

    int integer(String key) {
        long value = number(key);
        if (value != (int) value) {
            throw corrupt(key + " is out of range: " + value);
        }
        return (int) value;
    }

    boolean bool(String key) {
        return switch (get(key)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw corrupt(key + " is neither true nor false: " + get(key));
        };
    }

    /** What follows the prefix, with its value. */
    Map<String, String> below(String prefix) {
        Map<String, String> below = new LinkedHashMap<>();
        values.forEach((key, value) -> {
            if (key.startsWith(prefix)) {
                below.put(key.substring(prefix.length()), value);
            }
        });
        return below;
    }

    /** The numbers between prefix and suffix, in the text's order. */
    List<Long> numbered(String prefix, String suffix) {
        return values.keySet().stream()
                .filter(key -> key.startsWith(prefix) && key.endsWith(suffix))
                .map(key -> key.substring(prefix.length(), key.length() - suffix.length()))
                .map(ControlText::oid)
                .toList();
    }

    private static Long oid(String digits) {
        try {
            return Long.valueOf(digits);
        } catch (NumberFormatException e) {
            throw corrupt("\"" + digits + "\" is not an oid");
        }
    }

    private static String escape(String value) {
        return value.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r");
    }

    private static String unescape(String value) {
        if (value.indexOf('\\') < 0) {
            return value;
        }
        StringBuilder plain = new StringBuilder(value.length());
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '\\' && i + 1 < value.length()) {
                char escaped = value.charAt(++i);
                plain.append(escaped == 'n' ? '\n' : escaped == 'r' ? '\r' : escaped);
            } else {
                plain.append(c);
            }
        }
        return plain.toString();
    }

    static RepositoryException corrupt(String what) {
        return new RepositoryException(
                RepositoryException.Code.CONTROL_CORRUPT,
                "backup.control cannot be read: " + what,
                "the backup's packs and manifest are not affected; restore backup.control from a copy");
    }
}
