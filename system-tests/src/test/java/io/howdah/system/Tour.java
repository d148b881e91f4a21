package io.howdah.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The commands of a document, each with the answer that it says will come. */
record Tour(List<Stop> stops) {

    /**
     * A block of commands.
     *
     * @param answer the block that follows it, or null when none does
     */
    record Stop(String heading, String commands, @Nullable Answer answer) {}

    private static final Pattern BLOCK = Pattern.compile(
            "^(?:#+ (?<heading>[^\\n]*)|```(?<kind>\\w+)\\n(?<text>.*?)^```)$", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern CALL =
            Pattern.compile("\\bcall (?:-[sN]+ )*(?:-X (?<method>[A-Z]+) )?(?:-[sN]+ )*\"?\\$api(?<path>[^\\s\"?]*)");

    static Tour of(Path document) throws IOException {
        List<Stop> stops = new ArrayList<>();
        String heading = "";
        Matcher blocks = BLOCK.matcher(Files.readString(document));
        while (blocks.find()) {
            String kind = blocks.group("kind");
            String text = blocks.group("text");
            if (kind == null) {
                heading = blocks.group("heading");
            } else if (kind.equals("sh")) {
                stops.add(new Stop(heading, text, null));
            } else {
                Stop last = stops.removeLast();
                if (last.answer() != null) {
                    throw new IllegalArgumentException("two answers to:\n" + last.commands());
                }
                stops.add(new Stop(last.heading(), last.commands(), Answer.of(kind, text)));
            }
        }
        return new Tour(stops);
    }

    /** One script of all commands, in whose output the mark and a line break come before what each stop prints. */
    String script(String mark) {
        return stops.stream()
                .map(stop -> "echo '" + mark + "'\n" + stop.commands())
                .collect(Collectors.joining("\n"));
    }

    /**
     * The calls that are shown, such as {@code GET /api/v1/clusters/{cluster}}.
     *
     * @param paths those of the contract
     */
    Set<String> calls(Set<String> paths) {
        Set<String> calls = new TreeSet<>();
        for (Stop stop : stops) {
            Matcher found = CALL.matcher(stop.commands());
            while (found.find()) {
                String method = found.group("method") == null ? "GET" : found.group("method");
                String path = "/api/v1" + found.group("path");
                paths.stream()
                        .filter(template -> path.matches(template.replaceAll("\\{[^}]+}", "[^/]+")))
                        .forEach(template -> calls.add(method + " " + template));
            }
        }
        return calls;
    }
}
