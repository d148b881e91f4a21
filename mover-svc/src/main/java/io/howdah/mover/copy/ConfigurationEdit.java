package io.howdah.mover.copy;

import io.howdah.mover.file.Durable;
import io.howdah.mover.instance.ConfigurationLine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The settings that differ between a backup's configuration and its restored copy: the port that was asked for, and
 * where something lies that has moved. All else stays as it is to the byte. Done again, it comes to the same.
 */
final class ConfigurationEdit {

    private static final Set<String> PLACES = Set.of(
            "data_directory",
            "hba_file",
            "ident_file",
            "external_pid_file",
            "cluster_name",
            "stats_temp_directory",
            "include",
            "include_if_exists",
            "include_dir");

    private final ConfigurationPlace place;
    private final Path main;
    private final Path auto;

    /** @param main postgresql.conf */
    ConfigurationEdit(ConfigurationPlace place, Path main) {
        this.place = place;
        this.main = main;
        this.auto = place.newData().resolve("postgresql.auto.conf");
    }

    /** @param others configuration files beside the main one, which may be included */
    void apply(List<Path> others, @Nullable Integer port) throws IOException {
        for (Path file : Files.exists(main) ? List.of(main) : List.<Path>of()) {
            String text = read(file);
            String moved = replaced(text, (name, value) -> PLACES.contains(name) ? place.relocate(name, value) : value);
            write(file, text, moved);
            makeIncludedDirectories(file, moved);
        }
        if (port != null) {
            setPort(others, port);
        }
    }

    private void setPort(List<Path> others, int port) throws IOException {
        BiFunction<String, String, String> change =
                (name, value) -> name.equals("port") ? Integer.toString(port) : value;
        if (Files.exists(auto) && sets(read(auto), "port"::equals)) {
            // written by ALTER SYSTEM, it beats every other file
            String text = read(auto);
            write(auto, text, replaced(text, change));
            return;
        }
        String text = Files.exists(main) ? read(main) : "";
        String changed = replaced(text, change);
        boolean includedSetsIt = false;
        for (Path other : others) {
            includedSetsIt |= sets(read(other), "port"::equals);
        }
        if (includedSetsIt && !lastLine(changed).equals("port = " + port) || !sets(changed, "port"::equals)) {
            changed += (changed.isEmpty() || changed.endsWith("\n") ? "" : "\n") + "port = " + port + "\n";
        }
        write(main, text, changed);
    }

    private static String lastLine(String text) {
        return text.lines().reduce("", (first, last) -> last);
    }

    /** A backup has files only, and include_dir of a directory that is not there stops the server. */
    private static void makeIncludedDirectories(Path file, String text) throws IOException {
        for (String line : text.lines().toList()) {
            ConfigurationLine setting = ConfigurationLine.parse(line).orElse(null);
            if (setting != null
                    && setting.name().equals("include_dir")
                    && !Path.of(setting.value()).isAbsolute()) {
                Files.createDirectories(file.resolveSibling(setting.value()));
            }
        }
    }

    private static boolean sets(String text, Predicate<String> name) {
        return text.lines()
                .flatMap(line -> ConfigurationLine.parse(line).stream())
                .anyMatch(line -> name.test(line.name()));
    }

    private static String replaced(String text, BiFunction<String, String, String> newValue) {
        StringBuilder replaced = new StringBuilder();
        for (String line : text.split("(?<=\n)")) {
            ConfigurationLine setting =
                    ConfigurationLine.parse(line.stripTrailing()).orElse(null);
            String value = setting == null ? "" : newValue.apply(setting.name(), setting.value());
            replaced.append(
                    setting == null || value.equals(setting.value()) ? line : assignment(setting.name(), value));
        }
        return replaced.toString();
    }

    private static String assignment(String name, String value) {
        return value.matches("\\d+")
                ? name + " = " + value + "\n"
                : name + (name.startsWith("include") ? " '" : " = '") + value.replace("'", "''") + "'\n";
    }

    /** Bytes that are not ASCII pass unchanged, whatever their encoding. */
    private static String read(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.ISO_8859_1);
    }

    private static void write(Path file, String before, String after) throws IOException {
        if (!Objects.equals(before, after)) {
            Durable.replace(file, after);
        }
    }
}
