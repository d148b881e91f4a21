package io.howdah.system;

/** A worker that waits for the next mount: it comes and goes by itself, and has nothing of any publication. */
final class WaitingWorker {

    private WaitingWorker() {}

    /** @param commandLine the arguments of a process, with blanks between them */
    static boolean isOne(String commandLine) {
        return commandLine.contains(" waits-for-a-mount");
    }

    /** @param path of a file, or its name alone */
    static boolean has(String path) {
        return ("/" + path).contains("/.spare-");
    }
}
