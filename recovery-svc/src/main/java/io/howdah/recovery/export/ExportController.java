package io.howdah.recovery.export;

import io.howdah.openapi.howdah.api.ExportsApi;
import io.howdah.openapi.howdah.model.Export;
import io.howdah.openapi.howdah.model.ExportList;
import io.howdah.openapi.howdah.model.ExportRequest;
import io.howdah.openapi.howdah.model.ExportState;
import io.howdah.recovery.idempotency.Idempotency;
import io.howdah.recovery.page.Page;
import io.howdah.recovery.state.State;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.InputStreamResource;
import org.springframework.core.io.Resource;
import org.springframework.data.domain.Sort;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RestController;

@RestController
class ExportController implements ExportsApi {

    private final Exports exports;
    private final ExportRepository rows;
    private final Idempotency idempotency;
    private final State state;
    private final Clock clock;

    ExportController(Exports exports, ExportRepository rows, Idempotency idempotency, State state, Clock clock) {
        this.exports = exports;
        this.rows = rows;
        this.idempotency = idempotency;
        this.state = state;
        this.clock = clock;
    }

    @Override
    public ResponseEntity<Export> createExport(ExportRequest request, @Nullable String idempotencyKey) {
        Instant received = clock.instant();
        String id = idempotency.once(
                "export",
                idempotencyKey,
                request,
                () -> exports.choice(request),
                choice -> exports.begin(request, choice.orElse(null), received));
        return accepted(id);
    }

    @Override
    public ResponseEntity<ExportList> listExports(
            Integer limit, @Nullable String cursor, @Nullable ExportState exportState) {
        var request = new Page.Request("exports", "id", Sort.Direction.DESC, limit, cursor);
        Page<Export> page =
                state.read(() -> request.of(rows, Page.<ExportRow>matching("state", exportState), ExportRow::getId)
                        .map(ExportView::of));
        ExportList list = new ExportList(page.items());
        list.setNextCursor(page.nextCursor());
        return ResponseEntity.ok(list);
    }

    @Override
    public ResponseEntity<Export> getExport(String exportId) {
        return ResponseEntity.ok(ExportView.of(exports.row(exportId)));
    }

    @Override
    public ResponseEntity<Export> deleteExport(String exportId) {
        return exports.delete(exportId)
                ? accepted(exportId)
                : ResponseEntity.noContent().build();
    }

    /** Sent as it is read: nothing of it is held here. */
    @Override
    public ResponseEntity<Resource> downloadDump(String exportId, String database) {
        Exports.Download download = exports.download(exportId, database);
        String header = ContentDisposition.attachment()
                .filename(download.name() + ".tar")
                .build()
                .toString();
        return ResponseEntity.ok()
                .header(HttpHeaders.CONTENT_DISPOSITION, header)
                .body(new InputStreamResource(download.content()));
    }

    private ResponseEntity<Export> accepted(String id) {
        return ResponseEntity.accepted()
                .location(URI.create("/api/v1/exports/" + id))
                .body(ExportView.of(exports.row(id)));
    }
}
