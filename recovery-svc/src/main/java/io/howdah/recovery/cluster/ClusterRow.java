package io.howdah.recovery.cluster;

import io.howdah.openapi.mover.model.MoverCluster;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

/** A cluster as it was registered, and what was found when it was last inspected. */
@Entity
@Table(name = "clusters")
class ClusterRow {

    @Id
    private String name;

    @Column(name = "host")
    private String host;

    @Column(name = "data_directory")
    private String dataDirectory;

    @Column(name = "port")
    private int port;

    @Column(name = "socket_directory")
    private @Nullable String socketDirectory;

    @Column(name = "role")
    private String user;

    /** Encrypted. */
    @Column(name = "password")
    private @Nullable String password;

    @Column(name = "os_user")
    private @Nullable String osUser;

    @Column(name = "system_identifier")
    private @Nullable String systemIdentifier;

    @Column(name = "postgres_version")
    private @Nullable String postgresVersion;

    @Column(name = "data_checksums")
    private @Nullable Boolean dataChecksums;

    @SuppressWarnings("NullAway.Init")
    protected ClusterRow() {}

    ClusterRow(Registration registration, @Nullable String encryptedPassword, MoverCluster found) {
        this.name = registration.name();
        this.host = registration.host();
        this.dataDirectory = registration.dataDirectory();
        this.port = registration.port();
        this.socketDirectory = registration.socketDirectory();
        this.user = registration.user();
        this.password = encryptedPassword;
        this.osUser = registration.osUser() != null ? registration.osUser() : found.getOsUser();
        this.systemIdentifier = found.getSystemIdentifier();
        this.postgresVersion = found.getPostgresVersion();
        this.dataChecksums = found.getDataChecksums();
    }

    String name() {
        return name;
    }

    String host() {
        return host;
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

    @Nullable String encryptedPassword() {
        return password;
    }

    @Nullable String osUser() {
        return osUser;
    }

    @Nullable String systemIdentifier() {
        return systemIdentifier;
    }

    @Nullable String postgresVersion() {
        return postgresVersion;
    }

    @Nullable Boolean dataChecksums() {
        return dataChecksums;
    }
}
