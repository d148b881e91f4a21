package io.howdah.mover.instance;

import io.howdah.mover.host.PostgresInstallation;
import io.howdah.openapi.problem.ProblemException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** What pg_controldata says of a data directory. */
record ControlData(Map<String, String> lines) {

    private static final long DEADLINE_SECONDS = 60;

    static ControlData read(PostgresInstallation installation, Path dataDirectory) {
        ProcessBuilder builder = new ProcessBuilder(
                        installation.program("pg_controldata").toString(), "-D", dataDirectory.toString())
                .redirectErrorStream(true);
        builder.environment().put("LC_ALL", "C");
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            // about 3 KiB: it fits into the pipe
            boolean ended = process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS);
            if (!ended) {
                process.destroyForcibly();
                throw unreadable(dataDirectory, "no answer within " + DEADLINE_SECONDS + " s");
            }
            try (var output = process.getInputStream()) {
                String text = new String(output.readAllBytes(), StandardCharsets.UTF_8);
                if (process.exitValue() != 0) {
                    throw unreadable(dataDirectory, text.strip());
                }
                return parse(text);
            }
        } catch (IOException e) {
            throw unreadable(dataDirectory, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unreadable(dataDirectory, "interrupted");
        }
    }

    static ControlData parse(String text) {
        Map<String, String> lines = new HashMap<>();
        text.lines().forEach(line -> {
            int colon = line.indexOf(':');
            if (colon > 0) {
                lines.put(line.substring(0, colon), line.substring(colon + 1).strip());
            }
        });
        return new ControlData(Map.copyOf(lines));
    }

    /** A setting that recovery must not find lower, such as max_connections. */
    Optional<Integer> setting(String name) {
        return Optional.ofNullable(lines.get(name + " setting")).map(Integer::valueOf);
    }

    Optional<Integer> walSegmentSize() {
        return Optional.ofNullable(lines.get("Bytes per WAL segment")).map(Integer::valueOf);
    }

    Optional<String> latestCheckpoint() {
        return Optional.ofNullable(lines.get("Latest checkpoint location"));
    }

    private static ProblemException unreadable(Path dataDirectory, String why) {
        return ProblemException.unprocessable(
                "CONTROL_FILE_UNREADABLE",
                "pg_controldata cannot read the control file of " + dataDirectory + ": " + why,
                "look whether the mount is alive and the backup verifies");
    }
}
