package io.howdah.recovery.event;

import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** The events of all sessions. Every method is part of the open transaction. */
@Component
public class EventLog {

    private final EventRepository events;
    private final JsonMapper json;

    EventLog(EventRepository events, JsonMapper json) {
        this.events = events;
        this.json = json;
    }

    /**
     * Adds an event to those of a session, whose row is locked: then events become visible in the order of their
     * numbers. Progress takes the place of former progress.
     */
    public void append(String session, long number, Event event) {
        if (event instanceof Event.OfProgress) {
            events.deleteNamed(session, Event.OfProgress.NAME);
        }
        events.save(
                new EventRow(new EventRow.Id(session, number), event.name(), json.writeValueAsString(event.data())));
    }

    /** The events of a session with numbers above {@code after} and up to {@code last}, in their order. */
    public List<RenderedEvent> between(String session, long after, long last) {
        return events.between(session, after, last).stream()
                .map(EventRow::rendered)
                .toList();
    }

    /** An event as it would have been kept. */
    public RenderedEvent render(long number, Event event) {
        return new RenderedEvent(number, event.name(), json.writeValueAsString(event.data()));
    }
}
