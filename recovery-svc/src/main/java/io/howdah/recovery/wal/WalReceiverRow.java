package io.howdah.recovery.wal;

import io.howdah.recovery.problem.StoredProblem;
import io.howdah.recovery.state.InsertedRow;
import jakarta.persistence.Column;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A receiver that a host has, or is to have; one that is to go is here until nothing is left of it. */
@Entity
@Table(name = "wal_receivers")
class WalReceiverRow extends InsertedRow<String> {

    @Id
    private String id;

    @Column(name = "cluster")
    private String cluster;

    /** The cluster while its WAL is to be received: unique, so that there is one receiver at a time. */
    @Column(name = "wanted_cluster")
    private @Nullable String wantedCluster;

    @Column(name = "host")
    private String host;

    @Column(name = "since")
    private Instant since;

    /** Why the host does not have it yet, or has it still. */
    @Embedded
    private @Nullable StoredProblem error;

    @SuppressWarnings("NullAway.Init")
    protected WalReceiverRow() {}

    WalReceiverRow(String id, String cluster, String host, Instant since) {
        this.id = id;
        this.cluster = cluster;
        this.wantedCluster = cluster;
        this.host = host;
        this.since = since;
    }

    void end() {
        wantedCluster = null;
        error = null;
    }

    void note(@Nullable StoredProblem problem) {
        error = problem;
    }

    @Override
    public String getId() {
        return id;
    }

    String cluster() {
        return cluster;
    }

    boolean wanted() {
        return wantedCluster != null;
    }

    String host() {
        return host;
    }

    Instant since() {
        return since;
    }

    @Nullable StoredProblem error() {
        return error;
    }
}
