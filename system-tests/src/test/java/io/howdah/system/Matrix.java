package io.howdah.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What came of each cell, as a table with a row for each step and a column for each process. */
final class Matrix {

    /**
     * @param seconds from the kill to the end
     * @param retried it failed, and succeeded after one POST retry
     */
    private record Entry(Moment moment, double seconds, boolean retried, boolean wrong) {

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%s %.1f%s%s",
                    moment.name().charAt(0),
                    seconds,
                    retried ? " retry" : "",
                    wrong ? " !" : "");
        }
    }

    private final String what;
    private final Map<String, List<Entry>> entries = new TreeMap<>();
    private final List<String> faults = new ArrayList<>();
    private int count;

    Matrix(String what) {
        this.what = what;
    }

    synchronized void ended(Cell cell, Victim victim, double seconds, boolean retried, List<String> wrong) {
        count++;
        entries.computeIfAbsent(cell.scene + "/" + victim, any -> new ArrayList<>())
                .add(new Entry(cell.moment, seconds, retried, !wrong.isEmpty()));
        wrong.forEach(fault -> faults.add(victim + ", " + cell + " (" + cell.session() + "): " + fault));
    }

    synchronized void fault(String fault) {
        faults.add(fault);
    }

    synchronized List<String> faults() {
        return List.copyOf(faults);
    }

    /**
     * Prints it, and keeps it below {@code target}.
     *
     * @param chosen how the cells were chosen
     */
    synchronized void print(String name, String chosen) {
        String text = text(chosen);
        System.out.println(text);
        try {
            Path file = Path.of("target", name + ".txt");
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String text(String chosen) {
        List<List<String>> rows = new ArrayList<>();
        List<String> header = new ArrayList<>(List.of("step"));
        Arrays.stream(Victim.values()).forEach(victim -> header.add(victim.toString()));
        rows.add(header);
        for (Scene scene : Scene.ALL) {
            List<String> row = new ArrayList<>(List.of(scene.toString()));
            for (Victim victim : Victim.values()) {
                row.add(entries.getOrDefault(scene + "/" + victim, List.of()).stream()
                        .sorted(java.util.Comparator.comparing(Entry::moment))
                        .map(Entry::toString)
                        .collect(Collectors.joining(", ")));
            }
            rows.add(row);
        }
        StringBuilder text = new StringBuilder(what + ", " + chosen + "\n" + count
                + " cells; B before the callee knew of the step's call, D during its work, A after it, before the caller knew;"
                + " seconds to the end\n\n");
        for (List<String> row : rows) {
            for (int column = 0; column < row.size(); column++) {
                int at = column;
                int width =
                        rows.stream().mapToInt(r -> r.get(at).length()).max().orElse(0);
                text.append(String.format("%-" + (width + 2) + "s", row.get(column)));
            }
            text.append('\n');
        }
        faults.forEach(fault -> text.append("! ").append(fault).append('\n'));
        return text.toString();
    }
}
