package io.howdah.system;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How a suite is started: from which checkout, as which user, and behind which command. */
record Launcher(Path checkout, String osUser, List<String> prefix) {

    private static final Path CHECKOUT = Path.of("").toAbsolutePath().getParent();

    static Launcher own() {
        return new Launcher(CHECKOUT, System.getProperty("user.name"), List.of());
    }

    /** Behind a command that runs the one it is given. */
    Launcher behind(List<String> command) {
        return new Launcher(checkout, osUser, command);
    }

    /** With a mount table of the suite's own, in which /dev/fuse is a mount that can be taken away. */
    static Launcher isolated() {
        return new Launcher(
                CHECKOUT,
                "root",
                List.of("unshare", "--mount", "sh", "-c", "mount --bind /dev/fuse /dev/fuse; exec \"$@\"", "sh"));
    }

    /** With a mount table of the suite's own, in which the boot of the machine has the id that a file contains. */
    static Launcher withBootId(Path file) {
        return new Launcher(
                CHECKOUT,
                "root",
                List.of(
                        "unshare",
                        "--mount",
                        "sh",
                        "-c",
                        "mount --bind \"$0\" /proc/sys/kernel/random/boot_id && exec \"$@\"",
                        file.toString()));
    }

    /** From a copy of the checkout, with what is built in it, that belongs to another user. */
    static Launcher ofAnotherUser(String osUser, Path copy) {
        Command.run("cp", "-a", CHECKOUT.toString(), copy.toString());
        Command.run("chown", "-R", osUser + ":", copy.toString());
        return new Launcher(copy, osUser, List.of());
    }

    List<String> command(String... words) {
        List<String> arguments = new ArrayList<>(prefix);
        arguments.add(checkout.resolve("howdah").toString());
        arguments.addAll(List.of(words));
        return Command.as(osUser, arguments);
    }
}
