package io.howdah.recovery.publication;

import io.howdah.openapi.howdah.api.PublicationsApi;
import io.howdah.openapi.howdah.model.LostChanges;
import io.howdah.openapi.howdah.model.Publication;
import io.howdah.openapi.howdah.model.PublicationList;
import io.howdah.openapi.howdah.model.PublicationRequest;
import io.howdah.openapi.howdah.model.PublicationState;
import io.howdah.openapi.howdah.model.RepublishRequest;
import io.howdah.recovery.idempotency.Idempotency;
import io.howdah.recovery.page.Page;
import io.howdah.recovery.state.State;
import io.howdah.recovery.target.Choice;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Sort;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RestController;

@RestController
class PublicationController implements PublicationsApi {

    private final Publications publications;
    private final PublicationRepository rows;
    private final PublicationProbe probe;
    private final Idempotency idempotency;
    private final State state;
    private final Clock clock;

    PublicationController(
            Publications publications,
            PublicationRepository rows,
            PublicationProbe probe,
            Idempotency idempotency,
            State state,
            Clock clock) {
        this.publications = publications;
        this.rows = rows;
        this.probe = probe;
        this.idempotency = idempotency;
        this.state = state;
        this.clock = clock;
    }

    @Override
    public ResponseEntity<Publication> createPublication(PublicationRequest request, @Nullable String idempotencyKey) {
        Instant received = clock.instant();
        String id = idempotency.once(
                "publication",
                idempotencyKey,
                request,
                () -> publications.order(request),
                order -> publications.begin(order, received));
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
                        Page.<PublicationRow>matching("cluster", cluster)
                                .and(Page.matching("state", publicationState))
                                .and(Page.matching("hidden", false)),
                        PublicationRow::getId)
                .map(row -> PublicationView.of(row, PublicationSeen.NOTHING)));
        PublicationList list = new PublicationList(page.items());
        list.setNextCursor(page.nextCursor());
        return ResponseEntity.ok(list);
    }

    @Override
    public ResponseEntity<Publication> getPublication(String publicationId) {
        PublicationRow row = publications.row(publicationId);
        return ResponseEntity.ok(PublicationView.of(row, probe.look(row)));
    }

    @Override
    public ResponseEntity<Publication> deletePublication(String publicationId) {
        publications.unpublish(publicationId);
        return accepted(publicationId);
    }

    @Override
    public ResponseEntity<Publication> republishPublication(
            String publicationId, @Nullable String idempotencyKey, @Nullable RepublishRequest request) {
        Instant received = clock.instant();
        RepublishRequest wanted = Objects.requireNonNullElseGet(request, RepublishRequest::new);
        String id = idempotency.once(
                "republish of publication " + publicationId,
                idempotencyKey,
                wanted,
                () -> republishing(publicationId, wanted),
                republishing ->
                        publications.republish(publicationId, republishing.choice(), republishing.atStake(), received));
        return accepted(id);
    }

    /** What agents are asked for, which a transaction is not to wait for. */
    private record Republishing(Choice choice, @Nullable LostChanges atStake) {}

    private Republishing republishing(String id, RepublishRequest request) {
        return new Republishing(
                publications.choice(id, request),
                Boolean.TRUE.equals(request.getDiscardChanges())
                        ? null
                        : probe.atStake(publications.row(id)).orElse(null));
    }

    private ResponseEntity<Publication> accepted(String id) {
        return ResponseEntity.accepted()
                .location(URI.create("/api/v1/publications/" + id))
                .body(PublicationView.of(publications.row(id), PublicationSeen.NOTHING));
    }
}
