package io.howdah.recovery.restore;

import io.howdah.openapi.howdah.api.RestoresApi;
import io.howdah.openapi.howdah.model.Restore;
import io.howdah.openapi.howdah.model.RestoreList;
import io.howdah.openapi.howdah.model.RestoreRequest;
import io.howdah.openapi.howdah.model.RestoreState;
import io.howdah.recovery.idempotency.Idempotency;
import io.howdah.recovery.page.Page;
import io.howdah.recovery.state.State;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Sort;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RestController;

@RestController
class RestoreController implements RestoresApi {

    private final Restores restores;
    private final RestoreRepository rows;
    private final Idempotency idempotency;
    private final State state;
    private final Clock clock;

    RestoreController(Restores restores, RestoreRepository rows, Idempotency idempotency, State state, Clock clock) {
        this.restores = restores;
        this.rows = rows;
        this.idempotency = idempotency;
        this.state = state;
        this.clock = clock;
    }

    @Override
    public ResponseEntity<Restore> createRestore(RestoreRequest request, @Nullable String idempotencyKey) {
        Instant received = clock.instant();
        return accepted(idempotency.once(
                "restore",
                idempotencyKey,
                request,
                () -> restores.order(request),
                order -> restores.begin(order, received)));
    }

    @Override
    public ResponseEntity<RestoreList> listRestores(
            Integer limit, @Nullable String cursor, @Nullable String cluster, @Nullable RestoreState restoreState) {
        var request = new Page.Request("restores", "id", Sort.Direction.DESC, limit, cursor);
        Page<Restore> page = state.read(() -> request.of(
                        rows,
                        Page.<RestoreRow>matching("cluster", cluster).and(Page.matching("state", restoreState)),
                        RestoreRow::getId)
                .map(RestoreView::of));
        RestoreList list = new RestoreList(page.items());
        list.setNextCursor(page.nextCursor());
        return ResponseEntity.ok(list);
    }

    @Override
    public ResponseEntity<Restore> getRestore(String restoreId) {
        return ResponseEntity.ok(RestoreView.of(restores.row(restoreId)));
    }

    @Override
    public ResponseEntity<Restore> deleteRestore(String restoreId) {
        return restores.delete(restoreId) ? ResponseEntity.noContent().build() : accepted(restoreId);
    }

    @Override
    public ResponseEntity<Restore> promoteRestore(String restoreId, @Nullable String idempotencyKey) {
        return accepted(idempotency.once(
                "promotion of restore " + restoreId, idempotencyKey, restoreId, () -> restores.promote(restoreId)));
    }

    private ResponseEntity<Restore> accepted(String id) {
        return ResponseEntity.accepted()
                .location(URI.create("/api/v1/restores/" + id))
                .body(RestoreView.of(restores.row(id)));
    }
}
