package io.howdah.recovery.event;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.PostLoad;
import jakarta.persistence.PostPersist;
import jakarta.persistence.Table;
import jakarta.persistence.Transient;
import org.springframework.data.domain.Persistable;

/** An event as it is kept: rendered, so that it stays what it was. */
@Entity
@Table(name = "session_events")
class EventRow implements Persistable<EventRow.Id> {

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

    @Transient
    private boolean stored;

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

    @Override
    public boolean isNew() {
        return !stored;
    }

    @PostLoad
    @PostPersist
    void markStored() {
        stored = true;
    }
}
