package io.howdah.recovery.host;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.net.URI;

/** A host as it was registered. */
@Entity
@Table(name = "hosts")
class HostRow {

    @Id
    private String name;

    @Column(name = "mount_url")
    private String mountUrl;

    @Column(name = "mover_url")
    private String moverUrl;

    @SuppressWarnings("NullAway.Init")
    protected HostRow() {}

    HostRow(String name, URI mountUrl, URI moverUrl) {
        this.name = name;
        this.mountUrl = mountUrl.toString();
        this.moverUrl = moverUrl.toString();
    }

    String name() {
        return name;
    }

    URI mountUrl() {
        return URI.create(mountUrl);
    }

    URI moverUrl() {
        return URI.create(moverUrl);
    }
}
