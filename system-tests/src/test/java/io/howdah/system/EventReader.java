package io.howdah.system;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads server-sent events as the HTML standard defines them. */
final class EventReader implements AutoCloseable {

    record Event(long id, String name, JsonNode data) {

        /** Such as {@code step copy RUNNING} or {@code session QUEUED}. */
        String text() {
            return String.join(
                            " ",
                            name,
                            data.path("name").asString(""),
                            data.path("state").asString(""))
                    .replace("  ", " ")
                    .strip();
        }

        boolean isProgress() {
            return name.equals("progress");
        }
    }

    private final BufferedReader lines;

    EventReader(InputStream stream) {
        lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
    }

    /** The events up to the end of the stream, also when its connection breaks. */
    List<Event> toTheEnd() {
        return until(event -> false);
    }

    /** The events up to and including the first that is wanted. */
    List<Event> until(Predicate<Event> wanted) {
        List<Event> events = new ArrayList<>();
        Event event = next();
        while (event != null) {
            events.add(event);
            event = wanted.test(event) ? null : next();
        }
        return events;
    }

    /** An event is one when the empty line after it has come; what a broken connection cut off is none. */
    private @Nullable Event next() {
        long id = -1;
        String name = "";
        String data = "";
        try {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String value = line.substring(line.indexOf(':') + 1);
                if (line.isEmpty() && !data.isEmpty()) {
                    return new Event(id, name, JsonMapper.shared().readTree(data));
                } else if (line.startsWith("id:")) {
                    id = Long.parseLong(value);
                } else if (line.startsWith("event:")) {
                    name = value;
                } else if (line.startsWith("data:")) {
                    data = value;
                }
            }
            return null;
        } catch (IOException broken) {
            return null;
        }
    }

    @Override
    public void close() {
        try {
            lines.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
