package io.howdah.recovery.idempotency;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.PostLoad;
import jakarta.persistence.PostPersist;
import jakarta.persistence.Table;
import jakarta.persistence.Transient;
import java.time.Instant;
import org.springframework.data.domain.Persistable;

/** A key that a client sent with a request, and the resource that came of it. */
@Entity
@Table(name = "idempotency_keys")
class IdempotencyKey implements Persistable<IdempotencyKey.Id> {

    @Embeddable
    record Id(
            @Column(name = "operation") String operation,
            @Column(name = "idempotency_key") String key) {}

    @EmbeddedId
    private Id id;

    @Column(name = "request_hash")
    private String requestHash;

    @Column(name = "resource_id")
    private String resourceId;

    @Column(name = "created_at")
    private Instant createdAt;

    @Transient
    private boolean stored;

    @SuppressWarnings("NullAway.Init")
    protected IdempotencyKey() {}

    IdempotencyKey(Id id, String requestHash, String resourceId, Instant createdAt) {
        this.id = id;
        this.requestHash = requestHash;
        this.resourceId = resourceId;
        this.createdAt = createdAt;
    }

    String requestHash() {
        return requestHash;
    }

    String resourceId() {
        return resourceId;
    }

    @Override
    public Id getId() {
        return id;
    }

    /** Always inserted, never merged: the primary key is what stops a second request. */
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
