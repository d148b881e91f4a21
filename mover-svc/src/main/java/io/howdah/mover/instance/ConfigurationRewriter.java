package io.howdah.mover.instance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Makes include directives point to where the included files are now. Without it an absolute one would read the file of
 * the same name on this host, which belongs to another cluster, or stop the start. It is done in the published copy,
 * and doing it again changes nothing.
 */
final class ConfigurationRewriter {

    private final ServerConfiguration configuration;
    private final ConfigurationFiles files;
    private final Set<String> impossible;
    private final List<String> warnings = new ArrayList<>();

    private ConfigurationRewriter(ServerConfiguration configuration, ConfigurationFiles files, Set<String> impossible) {
        this.configuration = configuration;
        this.files = files;
        this.impossible = impossible;
    }

    /**
     * Returns what the user should know: includes that the backup does not have.
     *
     * @param impossible names of settings that this host cannot have as they are
     */
    static List<String> rewrite(ServerConfiguration configuration, ConfigurationFiles files, Set<String> impossible) {
        var rewriter = new ConfigurationRewriter(configuration, files, impossible);
        for (Map.Entry<Path, String> file : configuration.texts().entrySet()) {
            String rewritten = rewriter.rewrite(file.getKey(), file.getValue());
            if (!rewritten.equals(file.getValue())) {
                replace(file.getKey(), rewritten);
            }
        }
        return rewriter.warnings;
    }

    private String rewrite(Path file, String text) {
        StringBuilder rewritten = new StringBuilder(text.length());
        for (String line : text.split("(?<=\n)")) {
            Optional<ConfigurationLine> parsed = ConfigurationLine.parse(line.stripTrailing());
            rewritten.append(parsed.map(setting -> rewrite(file, line, setting)).orElse(line));
        }
        return rewritten.toString();
    }

    private String rewrite(Path file, String line, ConfigurationLine setting) {
        if (setting.include()) {
            return directive(file, line, setting);
        }
        return impossible.contains(setting.name()) ? "# " + line : line;
    }

    private String directive(Path file, String line, ConfigurationLine directive) {
        Path target = configuration.relocate(directive.value(), file);
        if (!files.exists(target)) {
            if (directive.name().equals("include_if_exists")
                    && !Path.of(directive.value()).isAbsolute()) {
                return line;
            }
            if (!directive.name().equals("include_if_exists")) {
                warnings.add("configuration file " + directive.value() + " is not in the backup: its "
                        + directive.name() + " in " + file.getFileName() + " is left out");
            }
            return "# " + line;
        }
        boolean reached = !Path.of(directive.value()).isAbsolute()
                || target.equals(Path.of(directive.value()).normalize());
        return reached
                ? line
                : directive.name() + " '" + target.toString().replace("'", "''") + "'  # was "
                        + directive.value().replaceAll("\\s+", " ") + "\n";
    }

    private static void replace(Path file, String text) {
        Path temporary = file.resolveSibling(file.getFileName() + ".howdah-new");
        try {
            Files.writeString(temporary, text, StandardCharsets.ISO_8859_1);
            Files.setPosixFilePermissions(temporary, Files.getPosixFilePermissions(file));
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot rewrite the includes of " + file, e);
        }
    }
}
