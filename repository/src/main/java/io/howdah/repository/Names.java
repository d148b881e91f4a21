package io.howdah.repository;

import java.util.List;
import java.util.regex.Pattern;

/** Which names may become paths. */
public final class Names {

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");
    private static final List<String> ROOTS = List.of("data", "tablespaces", "externals", "wal");
    private static final int LONGEST_PATH = 4096;

    private Names() {}

    /** The name itself when it matches {@code [a-z0-9][a-z0-9._-]{0,62}}, else INVALID_NAME. */
    public static String require(String what, String name) {
        if (!isName(name)) {
            throw new RepositoryException(
                    RepositoryException.Code.INVALID_NAME,
                    what + " \"" + name + "\" is not a valid name",
                    "use up to 63 lower-case letters, digits, dots, underscores and hyphens, a letter or digit first");
        }
        return name;
    }

    public static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    /** The logical path itself when it stays below one of the four roots, else INVALID_NAME. */
    public static String requirePath(String path) {
        if (!isPath(path)) {
            throw new RepositoryException(
                    RepositoryException.Code.INVALID_NAME,
                    "\"" + path + "\" is not a path of a backup",
                    "paths begin with data, tablespaces, externals or wal and have no empty, \".\" or \"..\" component");
        }
        return path;
    }

    private static boolean isPath(String path) {
        if (path.length() > LONGEST_PATH || path.indexOf('\0') >= 0) {
            return false;
        }
        String[] components = path.split("/", -1);
        for (String component : components) {
            if (component.isEmpty() || component.equals(".") || component.equals("..")) {
                return false;
            }
        }
        return ROOTS.contains(components[0]);
    }
}
