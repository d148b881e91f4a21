package io.howdah.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What one suite has on the machine, besides its services and whatever else runs there. Each list has the ids of those
 * that have such a thing, sorted, and more than once when they have more than one.
 */
record Traces(
        List<String> workers,
        List<String> postmasters,
        List<String> kernelMounts,
        List<String> mountPoints,
        List<String> writeCaches,
        List<String> socketDirectories) {

    /** What it has when there are these mounts, each with its server, and these instances, and nothing else. */
    static Traces expected(Collection<String> mounts, Collection<String> instances) {
        List<String> each = mounts.stream().sorted().toList();
        return new Traces(
                each, each, each, each, each, instances.stream().sorted().toList());
    }

    static Traces of(Suite suite) {
        Path mounts = Path.of("/run/media/howdah", suite.name());
        Path run = Path.of("/run/howdah", suite.name());
        List<String> processes = Command.run("ps", "-eo", "pid=,args=").lines().toList();
        return new Traces(
                ids(processes, worker(suite, "([^/ ]+)")),
                ids(processes, postmaster(suite, "([^/ ]+)")),
                ids(lines(Path.of("/proc/self/mounts")), Pattern.compile(" " + mounts + "/([^/ ]+) ")),
                children(mounts),
                children(Path.of("/var/tmp/howdah", suite.name())),
                children(run.resolve("instances")));
    }

    /** Processes of the publication's workers; one, if all is well and it is not being republished. */
    static List<Long> workersOf(Suite suite, String publication) {
        return pids(worker(suite, mountsOf(publication)));
    }

    static List<Long> postmastersOf(Suite suite, String publication) {
        return pids(postmaster(suite, mountsOf(publication)));
    }

    /** The server that was started on a data directory. */
    static List<Long> postmastersIn(String dataDirectory) {
        return pids(Pattern.compile("/postgres .*-D " + Pattern.quote(dataDirectory) + "(?: |$)"));
    }

    /** A publication that was republished has mounts of other names. */
    private static String mountsOf(String publication) {
        return Pattern.quote(publication) + "(?:-\\d+)?";
    }

    private static Pattern worker(Suite suite, String id) {
        return Pattern.compile("/java .* /run/howdah/" + suite.name() + "/mount/" + id + "\\.json");
    }

    private static Pattern postmaster(Suite suite, String id) {
        return Pattern.compile("/postgres .*-D /run/media/howdah/" + suite.name() + "/" + id + "/data");
    }

    private static List<Long> pids(Pattern process) {
        return Command.run("ps", "-eo", "pid=,args=")
                .lines()
                .filter(line -> process.matcher(line).find())
                .map(line -> Long.valueOf(line.strip().split(" ")[0]))
                .toList();
    }

    private static List<String> ids(List<String> lines, Pattern pattern) {
        List<String> ids = new ArrayList<>();
        for (String line : lines) {
            Matcher matcher = pattern.matcher(line);
            if (matcher.find()) {
                ids.add(matcher.group(1));
            }
        }
        return ids.stream().sorted().toList();
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> children(Path directory) {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> children = Files.list(directory)) {
            return children.map(child -> child.getFileName().toString())
                    .filter(name -> !WaitingWorker.has(name))
                    .map(name -> name.replaceAll("^\\.(.*)\\.tmp$", "$1"))
                    .distinct()
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
