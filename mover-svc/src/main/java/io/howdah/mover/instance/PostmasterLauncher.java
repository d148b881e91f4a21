package io.howdah.mover.instance;

import io.howdah.mover.host.PostgresInstallation;
import io.howdah.openapi.log.LogContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.springframework.stereotype.Component;

/**
 * Starts {@code postgres} itself, without pg_ctl and without a shell. In a session of its own, so that it survives this
 * service and signals to our process group do not reach it.
 */
@Component
class PostmasterLauncher {

    /** What a server may need of our environment; the rest may be secrets, and its functions could show them. */
    private static final Set<String> PASSED_ON = Set.of("PATH", "HOME", "LANG", "TZ", "LD_LIBRARY_PATH");

    Process launch(PostgresInstallation installation, Path data, List<String> settings, Path log) {
        List<String> command = new ArrayList<>(
                List.of("setsid", installation.program("postgres").toString(), "-D", data.toString()));
        settings.forEach(setting -> {
            command.add("-c");
            command.add(setting);
        });
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(Path.of("/").toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        builder.environment().keySet().retainAll(PASSED_ON);
        try {
            Path parent = log.getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            Files.writeString(log, announcement(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + installation.program("postgres"), e);
        }
    }

    /** The server's own lines cannot say for which session it was started. */
    private static String announcement() {
        @Nullable String session = MDC.get(LogContext.SESSION);
        return Instant.now() + " mover-svc starts the server" + (session == null ? "" : " for session " + session)
                + "\n";
    }
}
