package io.howdah.mover.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks a {@code postgres} program for its version. */
class VersionProgram {

    private static final Pattern ANSWER =
            Pattern.compile("postgres \\(PostgreSQL\\) ((\\d+)[^\\s]*).*", Pattern.DOTALL);
    private static final int OLDEST_MAJOR = 12;
    private static final long DEADLINE_SECONDS = 10;

    /** Empty when it is another program, or a PostgreSQL that is too old to recover as this service does it. */
    Optional<PostgresInstallation> ask(Path program) throws IOException {
        Process process = new ProcessBuilder(program.toString(), "-V")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (var output = process.getInputStream()) {
            process.getOutputStream().close();
            // the answer is one line and fits into the pipe: it can be read once the program has ended
            if (!process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("no answer within " + DEADLINE_SECONDS + " s");
            }
            String answer = new String(output.readNBytes(1024), StandardCharsets.UTF_8);
            return parse(answer, Objects.requireNonNull(program.getParent()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            process.destroyForcibly();
        }
    }

    static Optional<PostgresInstallation> parse(String answer, Path binDirectory) {
        Matcher matcher = ANSWER.matcher(answer);
        if (!matcher.matches() || Integer.parseInt(matcher.group(2)) < OLDEST_MAJOR) {
            return Optional.empty();
        }
        return Optional.of(
                new PostgresInstallation(matcher.group(1), Integer.parseInt(matcher.group(2)), binDirectory));
    }
}
