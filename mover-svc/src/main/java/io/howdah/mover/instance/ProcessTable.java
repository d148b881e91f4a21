package io.howdah.mover.instance;

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
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/** The processes of this host, read from /proc (proc(5)) at every call. */
@Component
class ProcessTable {

    private static final int PARENT = 1;
    private static final int SESSION = 3;
    private static final int START_TIME = 19;

    private final Path proc;

    @Autowired
    ProcessTable() {
        this(Path.of("/proc"));
    }

    ProcessTable(Path proc) {
        this.proc = proc;
    }

    /**
     * A process as it was when it was looked at.
     *
     * @param session the pid of the process that began it, which may be gone
     * @param startTime in clock ticks since boot: with the pid it names one process for all time until reboot
     * @param arguments its command line; empty for a zombie and for a kernel thread
     * @param directory its working directory; null when it may not be read
     */
    record Entry(
            long pid,
            long parent,
            long session,
            long startTime,
            List<String> arguments,
            @Nullable String directory) {}

    List<Entry> all() {
        List<Entry> entries = new ArrayList<>();
        try (DirectoryStream<Path> directories = Files.newDirectoryStream(proc, "[0-9]*")) {
            for (Path directory : directories) {
                read(directory).ifPresent(entries::add);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + proc, e);
        }
        return entries;
    }

    Optional<Entry> find(long pid) {
        return read(proc.resolve(Long.toString(pid)));
    }

    /** Whether the process of the entry, and not a later one of the same pid, still runs. */
    boolean alive(Entry entry) {
        return find(entry.pid())
                .filter(now -> now.startTime() == entry.startTime())
                .isPresent();
    }

    /** A link that leads there also when the directory has no path any more. */
    Path workingDirectory(long pid) {
        return proc.resolve(Long.toString(pid)).resolve("cwd");
    }

    /** Its environment when it was started, as {@code NAME=value}; empty when it may not be read. */
    List<String> environment(long pid) {
        try {
            String text =
                    Files.readString(proc.resolve(Long.toString(pid)).resolve("environ"), StandardCharsets.ISO_8859_1);
            return Arrays.asList(text.split("\0"));
        } catch (IOException goneOrForbidden) {
            return List.of();
        }
    }

    /** Paths of the files that a process has mapped into its memory; empty when it is gone. */
    List<String> mappedFiles(long pid) {
        try (var lines = Files.lines(proc.resolve(Long.toString(pid)).resolve("maps"), StandardCharsets.ISO_8859_1)) {
            return lines.map(line -> line.split("\\s+", 6))
                    .filter(columns -> columns.length == 6 && columns[5].startsWith("/"))
                    .map(columns -> columns[5])
                    .distinct()
                    .toList();
        } catch (IOException | UncheckedIOException gone) {
            return List.of();
        }
    }

    /** Ids of System V shared memory segments that this process made and nobody is attached to. */
    List<Long> abandonedSegments(long creator) {
        try (var lines = Files.lines(proc.resolve("sysvipc/shm"))) {
            return lines.skip(1)
                    .map(line -> line.strip().split("\\s+"))
                    .filter(columns -> columns.length > 6)
                    .filter(columns -> columns[4].equals(Long.toString(creator)) && columns[6].equals("0"))
                    .map(columns -> Long.valueOf(columns[1]))
                    .toList();
        } catch (IOException | UncheckedIOException none) {
            return List.of();
        }
    }

    private static Optional<Entry> read(Path directory) {
        try {
            String stat = Files.readString(directory.resolve("stat"), StandardCharsets.ISO_8859_1);
            // the name in parentheses may hold anything, so count from its end
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            if (fields[0].equals("Z") || fields[0].equals("X")) {
                return Optional.empty();
            }
            String line = Files.readString(directory.resolve("cmdline"), StandardCharsets.ISO_8859_1);
            List<String> arguments = line.isEmpty() ? List.of() : Arrays.asList(line.split("\0"));
            return Optional.of(new Entry(
                    Long.parseLong(directory.getFileName().toString()),
                    Long.parseLong(fields[PARENT]),
                    Long.parseLong(fields[SESSION]),
                    Long.parseLong(fields[START_TIME]),
                    arguments,
                    workingDirectory(directory)));
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    /** A link whose text the kernel keeps: reading it does not touch the file system it points into. */
    private static @Nullable String workingDirectory(Path directory) {
        try {
            return Files.readSymbolicLink(directory.resolve("cwd")).toString();
        } catch (IOException forbidden) {
            return null;
        }
    }
}
