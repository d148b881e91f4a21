package io.howdah.mover.instance;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** The port of an instance that was deleted for another one of the same id to take its place. */
@Entity
@Table(name = "kept_port")
class KeptPort {

    @Id
    private String instance;

    @Column
    private int port;

    protected KeptPort() {}

    KeptPort(String instance, int port) {
        this.instance = instance;
        this.port = port;
    }

    String instance() {
        return instance;
    }

    int port() {
        return port;
    }
}
