package io.howdah.recovery;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads server-sent events as the standard defines them. */
final class EventReader implements AutoCloseable {

    record Received(long id, String name, JsonNode data) {

        boolean is(String wanted, String state) {
            return name.equals(wanted) && data.path("state").asString("").equals(state);
        }

        @Override
        public String toString() {
            return name + " " + data.path("name").asString("")
                    + data.path("state").asString("");
        }
    }

    private final BufferedReader lines;
    private int comments;

    EventReader(InputStream stream) {
        lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
    }

    /** The next event, or nothing at the end of the stream. */
    Optional<Received> next() throws IOException {
        long id = -1;
        String name = "";
        String line = lines.readLine();
        while (line != null) {
            String value = line.substring(line.indexOf(':') + 1);
            if (line.startsWith(":")) {
                comments++;
            } else if (line.startsWith("id:")) {
                id = Long.parseLong(value);
            } else if (line.startsWith("event:")) {
                name = value;
            } else if (line.startsWith("data:")) {
                return Optional.of(new Received(id, name, JsonMapper.shared().readTree(value)));
            }
            line = lines.readLine();
        }
        return Optional.empty();
    }

    List<Received> toTheEnd() throws IOException {
        return until(event -> false);
    }

    /** The events up to and including the first that is wanted. */
    List<Received> until(Predicate<Received> wanted) throws IOException {
        List<Received> events = new ArrayList<>();
        for (var event = next(); event.isPresent(); event = next()) {
            events.add(event.get());
            if (wanted.test(event.get())) {
                break;
            }
        }
        return events;
    }

    int comments() {
        return comments;
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
