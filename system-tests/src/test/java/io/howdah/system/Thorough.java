package io.howdah.system;

/** Whether tests take the time for everything, or only as long as one waits for. */
final class Thorough {

    private static final boolean ON = Boolean.getBoolean("howdah.thorough");

    private Thorough() {}

    /** How often something is done: by default, and with {@code -Dhowdah.thorough=true}. */
    static int count(int quick, int thorough) {
        return ON ? thorough : quick;
    }

    static boolean on() {
        return ON;
    }
}
