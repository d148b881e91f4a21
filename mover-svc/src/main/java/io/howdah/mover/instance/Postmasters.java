package io.howdah.mover.instance;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * Finds the server processes of a data directory. They are known by their command line and working directory, not by a
 * remembered pid: so a restart by the user is seen, a foreign process with a recycled pid never taken for ours, and a
 * dead mount does not matter.
 */
@Component
class Postmasters {

    private static final Set<String> PROGRAMS = Set.of("postgres", "postmaster");

    private final ProcessTable processes;

    Postmasters(ProcessTable processes) {
        this.processes = processes;
    }

    /** The postmaster that runs on this data directory now. */
    Optional<ProcessTable.Entry> find(Path data) {
        List<ProcessTable.Entry> candidates =
                processes.all().stream().filter(p -> serves(p, data)).toList();
        // a child that was just forked still has its parent's command line
        Set<Long> pids =
                new HashSet<>(candidates.stream().map(ProcessTable.Entry::pid).toList());
        return candidates.stream().filter(p -> !pids.contains(p.parent())).findFirst();
    }

    /** Finds it without looking at every process when it is still the one that was seen before. */
    Optional<ProcessTable.Entry> find(Path data, long likelyPid) {
        return processes.find(likelyPid).filter(p -> serves(p, data)).or(() -> find(data));
    }

    /**
     * Whether the process works in the directory that is there now, and not in one of a mount that has died or been
     * replaced since.
     */
    boolean onSameMount(ProcessTable.Entry postmaster, Path data) {
        try {
            return Files.isSameFile(processes.workingDirectory(postmaster.pid()), data);
        } catch (IOException dead) {
            return false;
        }
    }

    /**
     * Whether the process works in this data directory, be it of a mount that is no more. A new one is not there yet.
     */
    boolean hasArrived(ProcessTable.Entry postmaster, Path data) {
        return in(postmaster, data) || inDetached(postmaster, data);
    }

    /** The postmaster's descendants: server processes, and commands that they run. */
    List<ProcessTable.Entry> children(ProcessTable.Entry postmaster) {
        if (postmaster.pid() <= 1) {
            throw new IllegalArgumentException("not a postmaster: pid " + postmaster.pid());
        }
        List<ProcessTable.Entry> all = processes.all();
        Set<Long> family = new HashSet<>(Set.of(postmaster.pid()));
        boolean grown = true;
        while (grown) {
            grown = false;
            for (ProcessTable.Entry process : all) {
                grown |= family.contains(process.parent()) && family.add(process.pid());
            }
        }
        return all.stream()
                .filter(p -> p.pid() != postmaster.pid() && family.contains(p.pid()))
                .toList();
    }

    /** Server processes of this instance that have lost their postmaster, or still have it. */
    List<ProcessTable.Entry> serverProcesses(String id, Path data) {
        return processes.all().stream()
                .filter(Postmasters::isServerProcess)
                .filter(p -> in(p, data) || inDetached(p, data) && isTitled(p, id))
                .toList();
    }

    /**
     * What these server processes have started and left behind, such as a restore_command. Each server process begins a
     * session of its own, which its commands stay in when it is killed; until then they are its descendants, too.
     */
    List<ProcessTable.Entry> commands(List<ProcessTable.Entry> server) {
        Map<Long, Long> startTimes = server.stream()
                .collect(Collectors.toMap(ProcessTable.Entry::pid, ProcessTable.Entry::startTime, (one, same) -> one));
        List<ProcessTable.Entry> all = processes.all();
        Set<Long> sessions = new HashSet<>(startTimes.keySet());
        // a pid that was given again begins another session
        all.stream()
                .filter(p -> startTimes.getOrDefault(p.pid(), p.startTime()) != p.startTime())
                .forEach(p -> sessions.remove(p.pid()));
        return all.stream()
                .filter(p -> sessions.contains(p.session()) && !sessions.contains(p.pid()))
                .toList();
    }

    /** Whether pg_ctl is at work on the data directory: what it has just ended it may be about to start. */
    boolean underControl(Path data) {
        String directory = bytes(data);
        return processes.all().stream()
                .filter(p -> !p.arguments().isEmpty() && program(p).equals("pg_ctl"))
                .anyMatch(p -> p.arguments().contains(directory)
                        || p.arguments().contains("--pgdata=" + directory)
                        || processes.environment(p.pid()).contains("PGDATA=" + directory));
    }

    private static boolean serves(ProcessTable.Entry process, Path data) {
        if (process.arguments().isEmpty() || !PROGRAMS.contains(program(process))) {
            return false;
        }
        List<String> arguments = process.arguments();
        if (arguments.size() > 1 && arguments.get(1).startsWith("--") || arguments.contains("-C")) {
            // single-user mode, a bootstrap, or a question about a setting
            return false;
        }
        int option = arguments.indexOf("-D");
        String named = option >= 0 && option + 1 < arguments.size() ? arguments.get(option + 1) : "";
        return named.equals(bytes(data)) || in(process, data);
    }

    /** Children rewrite their command line into a title such as {@code postgres: main: walwriter}. */
    private static boolean isServerProcess(ProcessTable.Entry process) {
        return !process.arguments().isEmpty()
                && (process.arguments().getFirst().startsWith("postgres:") || PROGRAMS.contains(program(process)));
    }

    private static String program(ProcessTable.Entry process) {
        String path = process.arguments().getFirst();
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static boolean in(ProcessTable.Entry process, Path data) {
        return data.toString().equals(process.directory());
    }

    /** A mount that was detached has lost its place: the kernel shows paths in it as if it were the root. */
    private static boolean inDetached(ProcessTable.Entry process, Path data) {
        String directory = process.directory();
        return directory != null && data.endsWith(directory.substring(1));
    }

    /** The title has the setting cluster_name. */
    private static boolean isTitled(ProcessTable.Entry process, String id) {
        return process.arguments().getFirst().startsWith("postgres: " + id + ": ");
    }

    /** Command lines are read as bytes, one to a character. */
    private static String bytes(Path path) {
        return new String(path.toString().getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
}
