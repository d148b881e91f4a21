package io.howdah.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program run to its end, with all that it printed. */
record Command(List<String> arguments, int exitCode, String output) {

    private static final Duration PATIENCE = Duration.ofMinutes(10);

    /** Runs it and fails the test when it does not exit with 0. */
    static String run(String... arguments) {
        return run(Map.of(), List.of(arguments));
    }

    static String run(Map<String, String> environment, List<String> arguments) {
        Command done = attempt(environment, arguments);
        if (done.exitCode != 0) {
            throw new AssertionError(
                    String.join(" ", arguments) + " exited with " + done.exitCode + ": " + done.output.strip());
        }
        return done.output;
    }

    /** Sends a signal, such as KILL or STOP, to processes, if they are still there. */
    static void signal(String signal, List<Long> processes) {
        for (long process : processes) {
            attempt(Map.of(), List.of("kill", "-" + signal, Long.toString(process)));
        }
    }

    /** Ends processes as a crash does; returns when they are gone. */
    static void kill(List<Long> processes) {
        signal("KILL", processes);
        for (long process : processes) {
            ProcessHandle.of(process)
                    .ifPresent(one -> one.onExit()
                            .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                            .join());
        }
    }

    static String runAs(String osUser, String... arguments) {
        return run(Map.of(), as(osUser, List.of(arguments)));
    }

    static Command attempt(Map<String, String> environment, List<String> arguments) {
        try {
            Path output = Files.createTempFile("howdah-command", ".out");
            try {
                ProcessBuilder builder = new ProcessBuilder(arguments)
                        .redirectErrorStream(true)
                        .redirectInput(ProcessBuilder.Redirect.from(
                                Path.of("/dev/null").toFile()))
                        .redirectOutput(output.toFile());
                builder.environment().putAll(environment);
                Process process = builder.start();
                if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    throw new AssertionError(
                            String.join(" ", arguments) + " hangs; it printed:\n" + Files.readString(output));
                }
                return new Command(arguments, process.exitValue(), Files.readString(output));
            } finally {
                Files.delete(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + arguments, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while running " + arguments, e);
        }
    }

    /** The same command as another user of the operating system; as it is when we are that user already. */
    static List<String> as(String osUser, List<String> arguments) {
        if (osUser.equals(System.getProperty("user.name"))) {
            return arguments;
        }
        List<String> all = new ArrayList<>(List.of("runuser", "-u", osUser, "--"));
        all.addAll(arguments);
        return all;
    }
}
