package io.howdah.system;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The container engine of this machine, by its own program. */
final class Engine {

    private Engine() {}

    /** What this machine lacks for running the images; empty when it has all. */
    static Optional<String> missing() {
        if (!OsUsers.isRoot()) {
            return Optional.of("only root can share mounts between containers");
        }
        if (!succeeds("docker", "version")) {
            return Optional.of("no container engine answers; 'howdah test' starts one where root may");
        }
        if (!succeeds("docker", "compose", "version")) {
            return Optional.of("there is no docker compose of version 2");
        }
        return succeeds("docker", "image", "inspect", "debian:trixie-slim")
                ? Optional.empty()
                : Optional.of("there is no image debian:trixie-slim; fetch it with: docker pull debian:trixie-slim");
    }

    /** Lines that the engine's program prints. */
    static List<String> lines(String... arguments) {
        return run(arguments).lines().filter(line -> !line.isBlank()).toList();
    }

    static String run(String... arguments) {
        List<String> command = new ArrayList<>(List.of("docker"));
        command.addAll(List.of(arguments));
        return Command.run(Map.of(), command);
    }

    private static boolean succeeds(String... command) {
        try {
            return Command.attempt(Map.of(), List.of(command)).exitCode() == 0;
        } catch (UncheckedIOException noSuchProgram) {
            return false;
        }
    }
}
