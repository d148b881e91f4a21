package io.howdah.mover.instance;

import io.howdah.mover.host.PostgresInstallation;
import io.howdah.mover.state.ProblemModels;
import io.howdah.openapi.mover.model.Problem;
import io.howdah.openapi.problem.ProblemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The modules that a cluster loads by its configuration, without which it or its sessions do not start. */
final class PreloadLibraries {

    private static final List<String> SETTINGS = List.of("shared_preload_libraries", "session_preload_libraries");
    private static final String LIBDIR = "$libdir/";

    private PreloadLibraries() {}

    static List<Problem> missing(Map<String, String> settings, PostgresInstallation installation) {
        Optional<Path> directory = installation.libraryDirectory();
        if (directory.isEmpty()) {
            // PostgreSQL will say it then
            return List.of();
        }
        return SETTINGS.stream()
                .flatMap(setting -> names(settings.getOrDefault(setting, ""))
                        .filter(library -> !present(library, directory.get()))
                        .map(library -> problem(setting, library, directory.get(), installation.major())))
                .toList();
    }

    static Stream<String> names(String list) {
        return Arrays.stream(list.split(","))
                .map(name -> name.strip().replace("\"", ""))
                .filter(name -> !name.isEmpty());
    }

    private static boolean present(String library, Path directory) {
        String name = library.startsWith(LIBDIR) ? library.substring(LIBDIR.length()) : library;
        Path file = directory.resolve(name);
        return Files.exists(file) || Files.exists(file.resolveSibling(file.getFileName() + ".so"));
    }

    private static Problem problem(String setting, String library, Path directory, int major) {
        return ProblemModels.of(ProblemException.unprocessable(
                "PRELOAD_LIBRARY_MISSING",
                setting + " of the backup names " + library + ", which is not in " + directory,
                "install the extension for PostgreSQL " + major + " that brings " + library + ".so"));
    }
}
