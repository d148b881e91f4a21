package io.howdah.recovery.publication;

import io.howdah.openapi.howdah.model.PublicationRequest;
import io.howdah.recovery.target.Choice;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is to be published where, with what the request left open filled in.
 *
 * @param port null for a free one
 * @param osUser null for the one that mover-svc runs as
 */
record PublicationOrder(
        Choice choice,
        String host,
        @Nullable Integer port,
        @Nullable String osUser) {

    private static final String DEFAULT_HOST = "local";

    static PublicationOrder of(PublicationRequest request, Choice choice) {
        return new PublicationOrder(
                choice,
                Objects.requireNonNullElse(request.getHost(), DEFAULT_HOST),
                request.getPort(),
                request.getOsUser());
    }
}
