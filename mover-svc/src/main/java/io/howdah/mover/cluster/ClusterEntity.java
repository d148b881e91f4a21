package io.howdah.mover.cluster;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

/** A registration, with what its inspection found. */
@Entity
@Table(name = "cluster")
class ClusterEntity {

    @Id
    private String name;

    @Column(nullable = false)
    private String dataDirectory;

    @Column(nullable = false)
    private int port;

    @Column
    private @Nullable String socketDirectory;

    @Column(name = "db_user", nullable = false)
    private String user;

    @Column
    private @Nullable String passwordCipher;

    @Column(nullable = false)
    private String osUser;

    @Column(nullable = false)
    private String systemIdentifier;

    @Column(nullable = false)
    private String postgresVersion;

    @Column(nullable = false)
    private int major;

    @Column(nullable = false)
    private boolean dataChecksums;

    /** For JPA. */
    protected ClusterEntity() {}

    ClusterEntity(LocalCluster cluster, @Nullable String passwordCipher, Inspection inspection) {
        this.name = cluster.name();
        this.dataDirectory = cluster.dataDirectory().toString();
        this.port = cluster.port();
        this.socketDirectory = cluster.socketDirectory() == null
                ? null
                : cluster.socketDirectory().toString();
        this.user = cluster.user();
        this.passwordCipher = passwordCipher;
        this.osUser = inspection.osUser();
        this.systemIdentifier = inspection.systemIdentifier();
        this.postgresVersion = inspection.postgresVersion();
        this.major = inspection.major();
        this.dataChecksums = inspection.dataChecksums();
    }

    String name() {
        return name;
    }

    String dataDirectory() {
        return dataDirectory;
    }

    int port() {
        return port;
    }

    @Nullable String socketDirectory() {
        return socketDirectory;
    }

    String user() {
        return user;
    }

    @Nullable String passwordCipher() {
        return passwordCipher;
    }

    Inspection inspection() {
        return new Inspection(osUser, systemIdentifier, postgresVersion, major, dataChecksums);
    }
}
