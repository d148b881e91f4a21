package io.howdah.recovery.idempotency;

import io.howdah.recovery.state.InsertedRow;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.Instant;

/** A key that a client sent with a request, and the resource that came of it. */
@Entity
@Table(name = "idempotency_keys")
class IdempotencyKey extends InsertedRow<IdempotencyKey.Id> {

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
}
