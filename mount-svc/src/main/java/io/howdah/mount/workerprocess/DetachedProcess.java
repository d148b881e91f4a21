package io.howdah.mount.workerprocess;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Starts processes that outlive us. */
final class DetachedProcess {

    static final Redirect NO_INPUT = Redirect.from(new File("/dev/null"));

    private static final Set<String> ENVIRONMENT = Set.of("PATH", "HOME", "LANG", "LC_ALL", "TZ");

    private DetachedProcess() {}

    static Process start(List<String> command, Path log, Redirect input) throws IOException {
        List<String> arguments = new ArrayList<>();
        // A session of its own: what ends our terminal or our process group does not end it.
        arguments.add("setsid");
        arguments.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(arguments)
                .directory(new File("/"))
                .redirectInput(input)
                .redirectOutput(Redirect.appendTo(log.toFile()))
                .redirectErrorStream(true);
        // Ours may hold the password of a database.
        builder.environment().keySet().retainAll(ENVIRONMENT);
        return builder.start();
    }
}
