package io.howdah.system;

/** Who runs what: root runs PostgreSQL as {@code postgres}, anybody else as themselves. */
final class OsUsers {

    private OsUsers() {}

    static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    static String postgres() {
        return isRoot() ? "postgres" : System.getProperty("user.name");
    }
}
