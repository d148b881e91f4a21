package io.howdah.recovery.host;

import java.net.URI;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The host {@code local}, which is there from the beginning.
 *
 * @param enabled false where all hosts are registered through the API
 * @param mountUrl where its mount-svc is reached
 * @param moverUrl where its mover-svc is reached
 */
@ConfigurationProperties("howdah.recovery.local")
record LocalHostProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("http://127.0.0.1:8082") URI mountUrl,
        @DefaultValue("http://127.0.0.1:8083") URI moverUrl) {

    static final String NAME = "local";

    /** Whether the host of this name comes from here and not from the API. */
    boolean configures(String host) {
        return enabled && host.equals(NAME);
    }
}
