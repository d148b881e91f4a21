package io.howdah.mount.workerprocess;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/** The processes of this machine, as far as we may look: proc(5). */
public final class ProcessTable {

    private static final Path PROC = Path.of("/proc");

    /** A process that holds something, by pid and name. */
    public record User(long pid, String name) {
        @Override
        public String toString() {
            return pid + " (" + name + ")";
        }
    }

    boolean isWorker(WorkerProcess process, Path specification) {
        return arguments(process.pid()).contains(specification.toString());
    }

    /** The worker that was started with this specification, also one whose pid nobody wrote down. */
    Optional<WorkerProcess> worker(Path specification) {
        return pids().filter(pid -> arguments(pid).contains(specification.toString()))
                .boxed()
                .flatMap(pid -> WorkerProcess.of(pid).stream())
                .findFirst();
    }

    /** Those with an argument that names something in the directory whose name begins so. */
    List<WorkerProcess> namedBelow(Path directory, String prefix) {
        String beginning = directory.resolve(prefix).toString();
        return pids().filter(pid -> arguments(pid).stream().anyMatch(argument -> argument.startsWith(beginning)))
                .boxed()
                .flatMap(pid -> WorkerProcess.of(pid).stream())
                .toList();
    }

    /** Who works below one of these directories: by working directory, root, open file or mapping. */
    public List<User> usersOf(Path... directories) {
        List<Path> below = Arrays.asList(directories);
        return pids().filter(pid -> uses(PROC.resolve(Long.toString(pid)), below))
                .mapToObj(pid -> new User(pid, name(pid)))
                .toList();
    }

    private static LongStream pids() {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(PROC, "[0-9]*")) {
            List<Long> pids = new ArrayList<>();
            entries.forEach(p -> pids.add(Long.parseLong(p.getFileName().toString())));
            return pids.stream().mapToLong(Long::longValue).sorted();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + PROC, e);
        }
    }

    private static List<String> arguments(long pid) {
        try {
            byte[] line = Files.readAllBytes(PROC.resolve(pid + "/cmdline"));
            return List.of(new String(line, StandardCharsets.UTF_8).split("\0"));
        } catch (IOException gone) {
            return List.of();
        }
    }

    private static String name(long pid) {
        try {
            return Files.readString(PROC.resolve(pid + "/comm")).strip();
        } catch (IOException gone) {
            return "ended";
        }
    }

    private static boolean uses(Path process, List<Path> directories) {
        return isBelow(process.resolve("cwd"), directories)
                || isBelow(process.resolve("root"), directories)
                || hasOpen(process.resolve("fd"), directories)
                || maps(process.resolve("maps"), directories);
    }

    private static boolean isBelow(Path link, List<Path> directories) {
        try {
            Path target = Files.readSymbolicLink(link);
            return directories.stream().anyMatch(target::startsWith);
        } catch (IOException goneOrForbidden) {
            return false;
        }
    }

    private static boolean hasOpen(Path descriptors, List<Path> directories) {
        try (DirectoryStream<Path> open = Files.newDirectoryStream(descriptors)) {
            for (Path descriptor : open) {
                if (isBelow(descriptor, directories)) {
                    return true;
                }
            }
            return false;
        } catch (IOException goneOrForbidden) {
            return false;
        }
    }

    private static boolean maps(Path maps, List<Path> directories) {
        try {
            return Files.readAllLines(maps, StandardCharsets.ISO_8859_1).stream()
                    .anyMatch(line -> directories.stream().anyMatch(d -> line.contains(" " + d + "/")));
        } catch (IOException goneOrForbidden) {
            return false;
        }
    }
}
