package io.howdah.recovery.publication;

import io.howdah.openapi.howdah.api.PublicationsApi;
import io.howdah.openapi.howdah.model.Publication;
import io.howdah.openapi.howdah.model.PublicationList;
import io.howdah.openapi.howdah.model.PublicationRequest;
import io.howdah.openapi.howdah.model.PublicationState;
import io.howdah.openapi.problem.ProblemException;
import io.howdah.recovery.host.Hosts;
import io.howdah.recovery.idempotency.Idempotency;
import io.howdah.recovery.page.Page;
import io.howdah.recovery.state.State;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.domain.Sort;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RestController;

@RestController
class PublicationController implements PublicationsApi {

    private static final Logger LOG = LoggerFactory.getLogger(PublicationController.class);

    private final Publications publications;
    private final PublicationRepository rows;
    private final Hosts hosts;
    private final Idempotency idempotency;
    private final State state;
    private final Clock clock;

    PublicationController(
            Publications publications,
            PublicationRepository rows,
            Hosts hosts,
            Idempotency idempotency,
            State state,
            Clock clock) {
        this.publications = publications;
        this.rows = rows;
        this.hosts = hosts;
        this.idempotency = idempotency;
        this.state = state;
        this.clock = clock;
    }

    @Override
    public ResponseEntity<Publication> createPublication(PublicationRequest request, @Nullable String idempotencyKey) {
        Instant received = clock.instant();
        String id =
                idempotency.once("publication", idempotencyKey, request, () -> publications.begin(request, received));
        return accepted(id);
    }

    @Override
    public ResponseEntity<PublicationList> listPublications(
            Integer limit,
            @Nullable String cursor,
            @Nullable String cluster,
            @Nullable PublicationState publicationState) {
        var request = new Page.Request("publications", "id", Sort.Direction.DESC, limit, cursor);
        Page<Publication> page = state.read(() -> request.of(
                        rows,
                        Page.<PublicationRow>matching("cluster", cluster).and(Page.matching("state", publicationState)),
                        PublicationRow::getId)
                .map(row -> PublicationView.of(row, null)));
        PublicationList list = new PublicationList(page.items());
        list.setNextCursor(page.nextCursor());
        return ResponseEntity.ok(list);
    }

    @Override
    public ResponseEntity<Publication> getPublication(String publicationId) {
        PublicationRow row = publications.row(publicationId);
        return ResponseEntity.ok(PublicationView.of(row, writeCacheBytes(row)));
    }

    @Override
    public ResponseEntity<Publication> deletePublication(String publicationId) {
        publications.unpublish(publicationId);
        return accepted(publicationId);
    }

    private ResponseEntity<Publication> accepted(String id) {
        return ResponseEntity.accepted()
                .location(URI.create("/api/v1/publications/" + id))
                .body(PublicationView.of(publications.row(id), null));
    }

    /** As mount-svc sees it now, or null when it does not answer soon. */
    private @Nullable Long writeCacheBytes(PublicationRow row) {
        if (row.state() != PublicationState.PUBLISHED) {
            return null;
        }
        try {
            var cache = hosts.mount(row.host()).probe(row.getId()).getWriteCache();
            return cache == null ? null : cache.getBytes();
        } catch (ProblemException e) {
            LOG.info("publication {}: its write cache cannot be looked at: {}", row.getId(), e.detail());
            return null;
        }
    }
}
