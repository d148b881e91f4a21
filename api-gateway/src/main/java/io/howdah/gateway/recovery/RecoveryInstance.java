package io.howdah.gateway.recovery;

import java.net.URI;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One recovery-svc: where it is, and whether it took work when last looked at. */
final class RecoveryInstance {

    private static final Logger LOG = LoggerFactory.getLogger(RecoveryInstance.class);

    private final String url;
    private volatile boolean up = true;

    RecoveryInstance(URI url) {
        this.url = url.toString().replaceFirst("/+$", "");
    }

    /** The same path and query, there. */
    URI resolve(URI request) {
        String query = request.getRawQuery();
        return URI.create(url + request.getRawPath() + (query == null ? "" : "?" + query));
    }

    boolean isUp() {
        return up;
    }

    synchronized void found(boolean nowUp, String why) {
        if (up != nowUp) {
            up = nowUp;
            if (nowUp) {
                LOG.info("recovery-svc at {} takes work again", url);
            } else {
                LOG.warn("recovery-svc at {} is left out: {}", url, why);
            }
        }
    }

    @Override
    public String toString() {
        return "recovery-svc at " + url;
    }
}
