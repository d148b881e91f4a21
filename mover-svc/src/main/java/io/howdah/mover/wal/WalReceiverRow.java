package io.howdah.mover.wal;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** A receiver that was asked for. How far it is shows on disk and is not remembered here. */
@Entity
@Table(name = "wal_receiver")
class WalReceiverRow {

    @Id
    private String id;

    @Column(nullable = false)
    private String cluster;

    @Column(nullable = false)
    private String slot;

    /** For JPA. */
    protected WalReceiverRow() {}

    WalReceiverRow(String id, String cluster, String slot) {
        this.id = id;
        this.cluster = cluster;
        this.slot = slot;
    }

    String id() {
        return id;
    }

    String cluster() {
        return cluster;
    }

    String slot() {
        return slot;
    }
}
