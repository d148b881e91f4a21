package io.howdah.recovery.event;

import io.howdah.recovery.state.InsertedRow;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;

/** An event as it is kept: rendered, so that it stays what it was. */
@Entity
@Table(name = "session_events")
class EventRow extends InsertedRow<EventRow.Id> {

    /** @param number counts the events of a session, from 1 */
    @Embeddable
    record Id(
            @Column(name = "session_id") String session,
            @Column(name = "number") long number) {}

    @EmbeddedId
    private Id id;

    @Column(name = "name")
    private String name;

    @Column(name = "data")
    private String data;

    @SuppressWarnings("NullAway.Init")
    protected EventRow() {}

    EventRow(Id id, String name, String data) {
        this.id = id;
        this.name = name;
        this.data = data;
    }

    RenderedEvent rendered() {
        return new RenderedEvent(id.number(), name, data);
    }

    @Override
    public Id getId() {
        return id;
    }
}
