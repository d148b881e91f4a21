package io.howdah.mover.recovery;

import io.howdah.mover.file.Durable;
import io.howdah.mover.instance.ConfigurationLine;
import io.howdah.mover.instance.SettingOverride;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Recovery settings as one marked block at the end of postgresql.conf, so that whoever starts the server in the midst
 * of recovery, as when the host boots, finds them. Lines of postgresql.auto.conf that would beat it are commented out
 * meanwhile. Without the block both files are to the byte what they were.
 *
 * @param main postgresql.conf
 * @param auto postgresql.auto.conf
 */
record SettingsBlock(Path main, Path auto) {

    private static final String BEGIN = "# Howdah restore: recovery settings, removed when it is over";
    private static final String END = "# Howdah restore: end of recovery settings";
    private static final String ASIDE = "#howdah-restore#";
    private static final Pattern BLOCK =
            Pattern.compile("\n" + Pattern.quote(BEGIN) + "\n.*?" + Pattern.quote(END) + "\n", Pattern.DOTALL);
    private static final Pattern ASIDE_MARK = Pattern.compile("(?m)^" + ASIDE);

    /** Makes these the settings of the block. */
    void put(List<SettingOverride> settings) {
        Set<String> names = settings.stream().map(SettingOverride::name).collect(Collectors.toSet());
        String lines = settings.stream()
                .map(setting -> setting.name() + " = '"
                        + setting.value().replace("\\", "\\\\").replace("'", "''") + "'\n")
                .collect(Collectors.joining());
        change(main, text -> without(text) + "\n" + BEGIN + "\n" + lines + END + "\n");
        change(auto, text -> aside(ASIDE_MARK.matcher(text).replaceAll(""), names));
    }

    void remove() {
        change(auto, text -> ASIDE_MARK.matcher(text).replaceAll(""));
        change(main, SettingsBlock::without);
    }

    private static String without(String text) {
        return BLOCK.matcher(text).replaceAll("");
    }

    private static String aside(String text, Set<String> names) {
        StringBuilder changed = new StringBuilder();
        for (String line : text.split("(?<=\n)")) {
            boolean beats = ConfigurationLine.parse(line.stripTrailing())
                    .filter(setting -> names.contains(setting.name()))
                    .isPresent();
            changed.append(beats ? ASIDE : "").append(line);
        }
        return changed.toString();
    }

    private interface Change {
        String of(String text);
    }

    /** One character for each byte, so that none changes whatever their encoding. */
    private static void change(Path file, Change change) {
        try {
            if (!Files.exists(file)) {
                return;
            }
            String text = Files.readString(file, StandardCharsets.ISO_8859_1);
            String changed = change.of(text);
            if (!changed.equals(text)) {
                Durable.replace(file, changed);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot change " + file, e);
        }
    }
}
