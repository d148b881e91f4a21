package io.howdah.mover.dump;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The processes that write into the directory of a dump, whoever started them: pg_dump's workers outlive it for as long
 * as the table that they are at takes.
 */
final class DumpProcesses {

    private static final Set<String> PROGRAMS = Set.of("setpriv", "xargs", "pg_dump", "pg_dumpall");

    private DumpProcesses() {}

    /** Returns when none is left. */
    static void end(Path dump, Duration wait) throws IOException, InterruptedException {
        List<ProcessHandle> all = of(dump);
        all.forEach(ProcessHandle::destroy);
        var gone =
                CompletableFuture.allOf(all.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new));
        try {
            gone.get(wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException stubborn) {
            all.forEach(ProcessHandle::destroyForcibly);
            gone.join();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
        if (!all.isEmpty()) {
            end(dump, wait);
        }
    }

    private static List<ProcessHandle> of(Path dump) throws IOException {
        List<ProcessHandle> found = new ArrayList<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                if (isOf(dump, process)) {
                    ProcessHandle.of(Long.parseLong(process.getFileName().toString()))
                            .ifPresent(found::add);
                }
            }
        }
        return found;
    }

    private static boolean isOf(Path dump, Path process) {
        List<String> words;
        try {
            words = Arrays.asList(Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1)
                    .split("\0"));
        } catch (IOException gone) {
            return false;
        }
        String program = words.getFirst();
        return PROGRAMS.contains(program.substring(program.lastIndexOf('/') + 1))
                && words.stream().anyMatch(word -> word.startsWith(dump + "/"));
    }
}
