package io.howdah.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a publication may leave behind on a machine: mounts, processes, listening sockets, files, files held open. */
record Leftovers(
        Set<String> mounts, Set<String> processes, Set<String> sockets, Set<String> files, Set<String> openFiles) {

    private static final List<Path> PLACES = List.of(
            Path.of("/run/media/howdah"),
            Path.of("/var/tmp"),
            Path.of("/var/tmp/howdah"),
            Path.of("/run/howdah"),
            Path.of("/tmp"));

    private static final List<String> OWN = List.of("/run/media/howdah/", "/run/howdah/", "/var/tmp/howdah/");

    static Leftovers look() {
        return new Leftovers(mountsNow(), processesNow(), socketsNow(), filesNow(), openFilesNow());
    }

    /**
     * Fails when anything is here now that was not there before. Looks at the processes twice: one that has just been
     * forked goes by the name of its parent until it runs a program of its own.
     */
    void assertNothingAdded() {
        Leftovers added = look().since(this);
        if (!added.isEmpty()) {
            added.processes.retainAll(processesNow());
        }
        assertThat(added.isEmpty()).as("nothing is left, but %s", added).isTrue();
    }

    /** What is here now and was not there before. */
    Leftovers since(Leftovers before) {
        return new Leftovers(
                minus(mounts, before.mounts),
                minus(processes, before.processes),
                minus(sockets, before.sockets),
                minus(files, before.files),
                minus(openFiles, before.openFiles));
    }

    boolean isEmpty() {
        return Stream.of(mounts, processes, sockets, files, openFiles).allMatch(Set::isEmpty);
    }

    private static Set<String> minus(Set<String> now, Set<String> before) {
        Set<String> rest = new TreeSet<>(now);
        rest.removeAll(before);
        return rest;
    }

    private static Set<String> mountsNow() {
        try {
            return Files.readAllLines(Path.of("/proc/self/mounts")).stream()
                    .filter(line -> line.contains("howdah"))
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<String> processesNow() {
        return Command.run("ps", "-eo", "pid=,args=")
                .lines()
                .filter(line -> line.contains("howdah"))
                .filter(line -> !line.contains(" ps -eo"))
                // the backends of an instance come and go by themselves
                .filter(line -> !line.contains("postgres: "))
                .filter(line -> !WaitingWorker.isOne(line))
                .map(String::strip)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> socketsNow() {
        return Command.run("ss", "-Hlnx", "-lnt", "state", "listening")
                .lines()
                .map(line -> line.strip().replaceAll("\\s+", " "))
                .filter(line -> !line.startsWith("u_") || line.contains("howdah") || line.contains("PGSQL"))
                .map(line -> line.replaceAll("^(\\S+) \\d+ \\d+ ", "$1 ").replaceAll(" \\d+ \\* \\d+$", ""))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> filesNow() {
        Set<String> found = new TreeSet<>();
        for (Path place : PLACES) {
            if (Files.isDirectory(place)) {
                try (Stream<Path> children = Files.list(place)) {
                    children.filter(c -> c.toString().contains("howdah"))
                            .filter(c -> !c.getFileName().toString().startsWith("howdah-command"))
                            .forEach(c -> found.add(c.toString()));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
        return found;
    }

    /** Those below our places, be they removed meanwhile or not, with who holds them. */
    private static Set<String> openFilesNow() {
        Set<String> found = new TreeSet<>();
        for (long pid : ProcessHandle.allProcesses().map(ProcessHandle::pid).toList()) {
            try (Stream<Path> descriptors = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
                for (Path descriptor : descriptors.toList()) {
                    String file = Files.readSymbolicLink(descriptor).toString();
                    if (OWN.stream().anyMatch(file::startsWith) && !WaitingWorker.has(file)) {
                        found.add(pid + " " + file);
                    }
                }
            } catch (AccessDeniedException | NoSuchFileException | NotLinkException | UncheckedIOException notOurs) {
                // some are closed even to root, and others end, or close files, while we look
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return found;
    }
}
