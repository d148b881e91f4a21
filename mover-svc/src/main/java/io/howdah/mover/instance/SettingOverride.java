package io.howdah.mover.instance;

/**
 * A setting that an instance gets on its command line, where it beats every configuration file.
 *
 * @param firstMajor the first major version that knows it
 * @param lastMajor the last one
 * @param why for those who read the log or the code
 */
public record SettingOverride(String name, String value, int firstMajor, int lastMajor, String why) {

    public static SettingOverride always(String name, String value, String why) {
        return new SettingOverride(name, value, 0, Integer.MAX_VALUE, why);
    }

    static SettingOverride since(int major, String name, String value, String why) {
        return new SettingOverride(name, value, major, Integer.MAX_VALUE, why);
    }

    static SettingOverride until(int major, String name, String value, String why) {
        return new SettingOverride(name, value, 0, major, why);
    }

    public boolean knownTo(int major) {
        return firstMajor <= major && major <= lastMajor;
    }

    /** The argument that follows {@code -c}. */
    String argument() {
        return name + "=" + value;
    }
}
